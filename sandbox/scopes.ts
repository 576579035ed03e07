/** Whether these scopes include `required`: each `:write` includes its `:read`, and `*` includes everything. */
export function allows(scopes: readonly string[], required: string): boolean {
  return scopes.some((scope) => scope === '*' || scope === required || implied(scope).includes(required))
}

function implied(scope: string): string[] {
  const [area = '', right] = scope.split(':')
  if (right === 'write') return [`${area}:read`]
  return right === 'delete' ? [`${area}:read`, `${area}:write`] : []
}
