// The program itself on a fresh demo at a free port: one unit, or with `only` the district's units that keep those packs. A demo is
// made once per build and copied for each test file.
import { spawn, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { OUT } from './checks.mjs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
export const PASSWORD = 'roda-traden-demo'
// Of the district: a head, a deputy and social workers of four groups of the unit for children and youth.
export const DISTRICT = { head: 'bou.chef', deputy: 'bou.bitr', worker: 'bou.1', colleague: 'bou.2' }
export const LOGINS = { head: 'anna', deputy: 'peter', administrator: 'kerstin', therapist: 'maja', family: 'nadia', housing: 'fatima' }

export function binary () {
  const found = [process.env.RT_BINARY, ROOT + 'build/release/bin/rodatraden', ROOT + 'build/quick/bin/rodatraden'].find(f => f && existsSync(f))
  if (!found) throw new Error('Build rodatraden first, or set RT_BINARY.')
  return found
}

// The key is the program's size and time: a new build makes a new demo.
function demo_database (only) {
  const { size, mtimeMs } = statSync(binary())
  const key = createHash('sha256').update(`${binary()} ${size} ${mtimeMs}`).digest('hex').slice(0, 12)
  mkdirSync(OUT, { recursive: true })
  const file = `${OUT}demo-${key}${only ? '-' + only : ''}.sqlite`
  if (!existsSync(file)) {
    for (const old of readdirSync(OUT)) if (old.startsWith('demo-') && !old.startsWith(`demo-${key}`)) rmSync(OUT + old)
    const what = only ? ['--size', 'district', '--only', only] : ['--size', 'unit']
    execFileSync(binary(), ['demo', ...what, '--db', `${file}.new`], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 })
    renameSync(`${file}.new`, file)
  }
  return file
}

// `make` writes the database of a unit of the test's own; `only` names a pack of the district's units; without them the demo unit is served.
export async function start_server ({ args = ['--demo'], make = null, only = '' } = {}) {
  const folder = mkdtempSync(`${tmpdir()}/rodatraden-e2e-`)
  if (make) make(`${folder}/unit.sqlite`, folder); else copyFileSync(demo_database(only), `${folder}/unit.sqlite`)
  const child = spawn(binary(), ['serve', '--db', `${folder}/unit.sqlite`, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server never said where it listens:\n${said}`)), 30_000)
    const listen = chunk => {
      said += chunk
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/)
      if (found) { clearTimeout(timer); resolve(found[0]) }
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
    child.on('exit', code => { clearTimeout(timer); reject(new Error(`The server ended (${code}):\n${said}`)) })
  })
  return {
    url,
    db: `${folder}/unit.sqlite`,
    log: () => said,
    async stop () {
      const gone = new Promise(resolve => child.on('exit', resolve))
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
      await gone
      clearTimeout(timer)
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

export async function login (page, server, who, password = PASSWORD) {
  await page.goto(`${server.url}/login`)
  await page.locator('main input:not([type=hidden]):not([type=password])').first().fill(LOGINS[who] ?? who)
  await page.locator('input[type=password]').fill(password)
  await Promise.all([page.waitForLoadState('load'), page.locator('input[type=password]').press('Enter')])
  await page.waitForURL(url => !url.pathname.startsWith('/login') || password !== PASSWORD)
}
