/** Changes settings to what is given, as far as it is given. */
export function adjust<Settings extends object>(
  settings: Settings,
  given: Readonly<Partial<Settings>> | undefined,
): Settings {
  for (const name of Object.keys(settings) as (keyof Settings)[]) {
    const value = given?.[name]
    if (value !== undefined) settings[name] = value
  }
  return settings
}
