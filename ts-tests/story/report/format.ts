/** Groups of three digits, so that long figures can be read. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/**
 * A raw integer as a decimal number: `decimals` of its digits lie behind the point, of which `places` are shown.
 * Rounded half away from zero.
 */
export function decimal(raw: string, decimals: number, places: number): string {
  const negative = raw.startsWith('-')
  const magnitude = BigInt(negative ? raw.slice(1) : raw)
  const shift = 10n ** BigInt(Math.max(decimals - places, 0))
  const scaled = places > decimals ? magnitude * 10n ** BigInt(places - decimals) : (magnitude + shift / 2n) / shift
  const digits = scaled.toString().padStart(places + 1, '0')
  const whole = grouped(digits.slice(0, digits.length - places))
  const text = places === 0 ? whole : `${whole}.${digits.slice(digits.length - places)}`
  return negative && scaled !== 0n ? `-${text}` : text
}

/** The number that a chart draws: only there may a figure pass through floating point. */
export const plotted = (raw: string, decimals: number): number => Number(decimal(raw, decimals, 12).replaceAll(',', ''))
