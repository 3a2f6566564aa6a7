// One Chromium per test file; a context (own cookies, own size) per person.
import { chromium } from 'playwright-core'

const ARGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage']

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

export async function start_browser () {
  return chromium.launch({ executablePath: process.env.RT_CHROMIUM ?? '/usr/bin/chromium', args: ARGS })
}

// A person's window. What goes wrong in it (console errors, script errors, CSP violations, failed requests) is collected in
// page.troubles; the test ends with no_troubles(page).
export async function open_window (browser, { size = DESK, lang = 'sv-SE', touch = false, ...rest } = {}) {
  const context = await browser.newContext({ viewport: size, locale: lang, hasTouch: touch, reducedMotion: 'reduce', ...rest })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  page.troubles = []
  page.expected = [] // patterns that this test provokes, e.g. /404/
  page.on('console', m => { if (m.type() === 'error') page.troubles.push(`console: ${m.text()}`) })
  page.on('pageerror', e => page.troubles.push(`script: ${e.message}`))
  await page.exposeFunction('__csp', text => page.troubles.push(`csp: ${text}`))
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation',
    e => window.__csp(`${e.violatedDirective} ${e.blockedURI} ${e.sourceFile ?? ''}:${e.lineNumber}`)))
  return page
}
