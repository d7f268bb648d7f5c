// Golden square-root prices for AnchorMath: exact floors, with BigInt.
// Usage: node test/vectors/anchor.mjs > test/vectors/anchor.json

/** Floor of the square root, by Newton's iteration from above. */
function isqrt(n) {
  if (n < 2n) return n;
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y >= x) return x;
    x = y;
  }
}

/** Numbers below 2^48, the same on every run (the generator of POSIX drand48). */
let state = 138n;
function next() {
  state = (state * 0x5deece66dn + 11n) & ((1n << 48n) - 1n);
  return state;
}

/** A number of 1 to 128 bits, each length as likely. */
function anyAnswer() {
  const bits = (next() >> 16n) % 128n + 1n;
  const wide = (next() << 96n) | (next() << 48n) | next();
  return (wide & ((1n << bits) - 1n)) || 1n;
}

const answers = [1n, 2n, 3n, 10n ** 6n, 10n ** 8n - 1n, 234567890123n, 10n ** 18n, 2n ** 100n - 1n, 2n ** 100n];
answers.push(2n ** 127n, 2n ** 128n - 1n);
while (answers.length < 70) answers.push(anyAnswer());

const out = { answer: [], exponent: [], inverted: [], sqrtX96: [] };
for (const answer of answers) {
  for (const inverted of [false, true]) {
    for (let i = 0; i < 3; i++) {
      const exponent = Number((next() >> 16n) % 73n) - (inverted ? 24 : 48);
      const power = 10n ** BigInt(Math.abs(exponent));
      const [up, down] = exponent >= 0 ? [power, 1n] : [1n, power];
      const [numerator, denominator] = inverted ? [up, down * answer] : [up * answer, down];
      out.answer.push(answer.toString());
      out.exponent.push(exponent);
      out.inverted.push(inverted);
      out.sqrtX96.push(isqrt((numerator << 192n) / denominator).toString());
    }
  }
}
console.log(JSON.stringify(out, null, 1));
