/**
 * One listener that passes what it hears on to several, in their order, as far as each wants to hear it.
 *
 * @typeParam Listener has nothing but methods, whose results nobody looks at
 */
export function broadcast<Listener extends object>(listeners: readonly Partial<Listener>[]): Listener {
  const pass = (name: string | symbol, heard: unknown[]) => {
    for (const listener of listeners) {
      const hear: unknown = Reflect.get(listener, name)
      if (typeof hear === 'function') hear.apply(listener, heard)
    }
  }
  return new Proxy({} as Listener, {
    get:
      (_, name) =>
      (...heard: unknown[]) =>
        pass(name, heard),
  })
}
