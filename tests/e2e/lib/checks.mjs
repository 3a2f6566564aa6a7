// What every page must be.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
export const OUT = ROOT + 'tests/e2e/out/'

function none (list, what) {
  if (list.length > 0) assert.fail(`${what}:\n  ${list.join('\n  ')}`)
}

export function no_troubles (page) {
  const left = page.troubles.filter(t => !page.expected.some(pattern => pattern.test(t)))
  page.troubles.length = 0
  none(left, `${page.url()}: the page complained`)
}

// Every rule of WCAG 2.0-2.2 A and AA and axe's best practices; one violation fails.
export async function axe_clean (page, where = page.url()) {
  await page.evaluate(AXE)
  const violations = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations']
    })
    return violations.map(v => `${v.id}: ${v.help} → ` + v.nodes.slice(0, 3).map(n => `${n.target.join(' ')} (${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''})`).join(' | '))
  })
  none(violations, `${where}: axe`)
}

export async function no_sideways_scroll (page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= limit) return []
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > limit + 1)
      .slice(0, 4).map(e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} to ${Math.round(e.getBoundingClientRect().right)} px`)
  })
  none(wide, `${page.url()}: scrolls sideways at ${page.viewportSize().width} px`)
}

// Words that show that a program and not a person speaks.
export async function plain_words (page) {
  const text = await page.evaluate(() => document.body.innerText)
  const machine = text.match(/\b(null|NaN|undefined|Invalid|std::|nullopt|SELECT |\[object )|\{\d?\}/g) ?? []
  none(machine, `${page.url()}: machine words`)
}

export async function title_and_heading (page) {
  assert.ok((await page.title()).trim().length > 3, `${page.url()}: no title`)
  assert.equal(await page.locator('h1').count(), 1, `${page.url()}: exactly one h1`)
}

// A picture for the documentation (docs/bilder) or, without `docs`, for the one who looks after a failure.
export async function picture (page, name, { docs = false, full = false } = {}) {
  const folder = docs ? ROOT + 'docs/bilder/' : OUT
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: `${folder}${name}.png`, fullPage: full, animations: 'disabled' })
}
