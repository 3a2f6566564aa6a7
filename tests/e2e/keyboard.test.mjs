// The board and the thread without a mouse.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { open_window, start_browser } from './lib/browser.mjs'
import { no_troubles, picture } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

describe('by keyboard alone', () => {
  let server, browser, page
  before(async () => {
    server = await start_server()
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'head')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const focused = () => page.evaluate(() => {
    const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect()
    return { tag: e.tagName, href: e.getAttribute('href') ?? '', words: e.textContent.trim().slice(0, 60), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
      seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight, shadow: style.boxShadow !== 'none' }
  })
  // Tab until `wanted`; every stop on the way must show where it is.
  const tab_to = async wanted => {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab')
      const at = await focused()
      assert.ok(at.outline || at.shadow, `focus cannot be seen on ${at.tag} "${at.words}"`)
      assert.ok(at.seen, `focus is outside the window on "${at.words}"`)
      if (wanted(at)) return at
    }
    assert.fail('Tab never came there')
  }

  it('the first Tab leads past the menu', async () => {
    await page.goto(`${server.url}/tavla`)
    await page.keyboard.press('Tab')
    assert.match((await focused()).href, /^#/)
    await page.keyboard.press('Enter')
    assert.equal(new URL(page.url()).hash.length > 1, true)
  })

  it('from the board to a result, to a month, to a contact', async () => {
    const figure = await tab_to(at => at.href.startsWith('/traden?niva=resultat'))
    assert.ok(figure.words.length > 0)
    await page.keyboard.press('Enter')
    await page.waitForURL(/niva=resultat/)
    // Alt+↓ opens what the figure stands on, Alt+↑ what it feeds.
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForURL(/niva=manad/)
    await picture(page, 'tangentbord-manad')
    await page.keyboard.press('Alt+ArrowDown')
    await page.waitForURL(/niva=post/)
    for (let i = 0; i < 8 && !/niva=mal/.test(page.url()); i++) {
      const before = page.url()
      await page.keyboard.press('Alt+ArrowUp')
      await page.waitForURL(url => url.href !== before)
    }
    assert.match(page.url(), /niva=mal/)
    no_troubles(page)
  })

  it('? tells the keys and Escape puts them away', async () => {
    await page.goto(`${server.url}/tavla`)
    await page.keyboard.press('?')
    await page.locator('dialog[open]').waitFor()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('dialog[open]').count(), 0)
  })

  it('g and a number go to the menu’s pages, / to the search', async () => {
    await page.goto(`${server.url}/tavla`)
    const third = await page.locator('.rail nav a').nth(2).getAttribute('href')
    await page.keyboard.press('g')
    await page.keyboard.press('3')
    await page.waitForURL(url => url.pathname === third)
    await page.keyboard.press('/')
    await page.waitForURL(/\/sok/)
    no_troubles(page)
  })

  it('what is shown on focus can be put away with Escape', async () => {
    await page.goto(`${server.url}/tavla`)
    await page.locator('a.fig').first().focus()
    const card = page.locator('.defcard').first()
    await card.waitFor({ state: 'visible' })
    await page.keyboard.press('Escape')
    await card.waitFor({ state: 'hidden' })
  })
})
