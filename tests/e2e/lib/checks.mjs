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

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// What is sticky lies over a target only where somebody has scrolled to: for the judging it is put down where it belongs.
const put_down = page => page.evaluate(() => {
  if (window.__put_down) return
  window.__put_down = new CSSStyleSheet()
  window.__put_down.replaceSync('form > .actions, .bar, .sticky thead th { position: static !important }')
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, window.__put_down]
})

async function axe (page, where, runOnly) {
  await put_down(page)
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(AXE)
  const violations = await page.evaluate(async runOnly => {
    const { violations } = await window.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.map(v => `${v.id}: ${v.help} → ` + v.nodes.slice(0, 3).map(n => `${n.target.join(' ')} (${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''})`).join(' | '))
  }, runOnly)
  none(violations, `${where}: axe`)
}

// Every rule of WCAG 2.0-2.2 A and AA and axe's best practices; one violation fails.
export const axe_clean = (page, where = page.url()) => axe(page, where, TAGS)

// The one rule that another theme can break.
export const contrast_clean = (page, where = page.url()) => axe(page, where, { type: 'rule', values: ['color-contrast'] })

// Everything that can have the focus shows that it has it: itself, its label or its frame is drawn in another way.
export async function focus_seen (page) {
  await page.keyboard.press('Tab') // from now on the browser shows focus, as for one who uses the keyboard
  const unseen = await page.evaluate(() => {
    const forced = matchMedia('(forced-colors: active)').matches // there no shadow and no background is painted
    const drawn = (element, pseudo) => {
      const s = getComputedStyle(element, pseudo)
      const outline = s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 1 ? '' : s.outlineStyle + s.outlineWidth
      return [outline, s.borderTopWidth + s.borderTopStyle + s.borderTopColor, s.textDecorationLine, ...(forced ? [] : [s.boxShadow, s.backgroundColor])].join()
    }
    const look = e => [e, e.nextElementSibling, e.parentElement, e.closest('tr')].filter(Boolean).map(x => [drawn(x), drawn(x, '::before'), drawn(x, '::after')].join()).join()
    const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
      .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility() && e.getClientRects().length > 0)
    const alike = new Set(), unseen = []
    for (const e of stops) {
      const kind = `${e.tagName}.${e.className?.baseVal ?? e.className}.${e.type ?? ''}.${e.parentElement.className?.baseVal ?? e.parentElement.className}`
      if (alike.has(kind)) continue // one of each sort
      alike.add(kind)
      document.activeElement?.blur()
      const before = look(e)
      e.focus({ preventScroll: true })
      if (document.activeElement === e && look(e) === before) unseen.push(`${e.tagName.toLowerCase()}.${e.className?.baseVal ?? e.className} "${(e.textContent || e.name || '').trim().slice(0, 40)}"`)
    }
    document.activeElement?.blur()
    return unseen
  })
  none(unseen, `${page.url()}: focus cannot be seen`)
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
