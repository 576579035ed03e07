// The smallest script that creates a deployment. The start-up time of the action is compared with it.
const { URL_OF_API, TOKEN, BODY } = process.env
const response = await fetch(`${URL_OF_API}/v1/apps/4711/deployments`, {
  method: 'POST',
  headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
  body: BODY,
})
await response.json()
