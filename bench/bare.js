// The least that creates a deployment: what the start-up of the action is measured against.
const { URL_OF_API, TOKEN, BODY } = process.env
const response = await fetch(`${URL_OF_API}/v1/apps/4711/deployments`, {
  method: 'POST',
  headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  body: BODY,
})
await response.json()
