import { expect, test } from '@jest/globals'
import { describePlan } from '../../../src/features/dry-run/words.ts'

test('a plan says every field that would be sent in words, and shortens what others wrote', () => {
  const name = 'taxi'
  const tags = { team: 'data' }
  const settings = { region: 'us-east-1', visibility: 'public', tags }
  const request = {
    branch: 'b'.repeat(300),
    commit_sha: '1f2e3d4c5b6a',
    commit_message: `Fix ${'it '.repeat(99)}`,
    channel: 'stable',
    replicas: 1,
    image_tag: '2.4.0',
    debug: true,
  }
  const requested = { request: { name, ...settings } }
  const creation = { kind: 'app', id: undefined, name, ...requested } as const
  const plan = { kind: 'deploy', creation, changes: [], spicepodDiff: [], request, blockers: [] } as const
  expect(describePlan(plan, undefined)).toEqual([
    'Create app taxi: region us-east-1, public visibility, tags team: data',
    expect.stringMatching(
      /^Create a deployment: branch b{199}…, commit 1f2e3d4, channel stable, 1 replica, image tag 2\.4\.0, debug mode, message "Fix [it ]{67}…"$/,
    ),
  ])
  const bare = describePlan({ ...plan, creation: undefined, request: {} }, 7)
  expect(bare).toEqual(['Create a deployment'])
})
