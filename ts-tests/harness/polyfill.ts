// prool calls Promise.withResolvers, which Node has from version 22; this project runs on 20.
function withResolvers() {
  let resolve: (value: unknown) => void = () => {}
  let reject: (error?: unknown) => void = () => {}
  const promise = new Promise<unknown>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  return { promise, resolve, reject }
}

if (!('withResolvers' in Promise)) {
  Object.defineProperty(Promise, 'withResolvers', { value: withResolvers, configurable: true, writable: true })
}
