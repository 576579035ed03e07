import { createHash } from 'node:crypto'

/** What a lockfile of npm says about a package. */
interface LockedPackage {
  version?: string
  license?: string
  integrity?: string
  dev?: boolean
}

export interface Lockfile {
  packages: Record<string, LockedPackage>
}

/**
 * Lists the packages that the bundle contains, in the format CycloneDX: those whose license the bundler has put next to
 * it, with the version and the checksum of the lockfile. The same bundle always has the same bill.
 */
export function makeBill(version: string, licenses: string, { packages }: Lockfile) {
  const components = namesIn(licenses)
    .sort()
    .map((name) => describe(name, packages))
  const component = {
    type: 'application',
    'bom-ref': `spice-cloud-deploy-action@${version}`,
    name: 'spice-cloud-deploy-action',
    version,
    licenses: [{ license: { id: 'Apache-2.0' } }],
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([component, components]))}`,
    version: 1,
    metadata: { component },
    components,
  }
}

/** The bundler starts each license with the name of the package and that of its license, on lines of their own. */
function namesIn(licenses: string): string[] {
  return Array.from(licenses.matchAll(/^((?:@[\w.-]+\/)?[\w.-]+)\n[\w.-]+\n/gm), ([, name = '']) => name)
}

function describe(name: string, packages: Lockfile['packages']) {
  const found = Object.entries(packages).filter(
    ([path, { dev }]) => path.endsWith(`node_modules/${name}`) && dev !== true,
  )
  const [[, { version = '', license = '', integrity = '' }] = ['', {}]] = found
  // Two versions of a package could not be told apart by its name.
  if (found.length !== 1) throw new Error(`package-lock.json has ${found.length} versions of ${name}, not 1.`)
  if (!integrity.startsWith('sha512-')) throw new Error(`package-lock.json has no checksum of ${name}.`)
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
  const content = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
  return {
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    hashes: [{ alg: 'SHA-512', content }],
    licenses: [{ license: { id: license } }],
    purl,
  }
}

/** A UUID of version 8, whose bits the one who makes it chooses. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5')
}
