// The checks themselves: each must fail on a page that is wrong in its way, else a green run means nothing.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { open_window, start_browser, PHONE } from './lib/browser.mjs'
import { axe_clean, focus_seen, no_sideways_scroll, no_troubles, plain_words, title_and_heading } from './lib/checks.mjs'

const page_of = body => `<!doctype html><html lang="sv"><head><title>Ett prov</title><meta name="viewport" content="width=device-width"></head><body><main>${body}</main></body></html>`
const PAGES = {
  '/good': page_of('<h1>Bra</h1><p>En <a href="/">sida</a> utan fel.</p>'),
  '/unlabelled': page_of('<h1>Fält</h1><input type="text">'),
  '/wide': page_of('<h1>Bred</h1><div style="width:900px;background:#eee">bred</div>'),
  '/inline': page_of('<h1>Skript</h1><script>window.x = 1</script>'),
  '/broken': page_of('<h1>Fel</h1><script src="/broken.js"></script>'),
  '/machine': page_of('<h1>Ord</h1><p>Antal: NaN</p>'),
  '/blind': page_of('<h1>Blind</h1><style>a:focus { outline: none }</style><p><a href="/">Blind</a></p>'),
  '/headless': page_of('<p>Ingen rubrik</p>')
}

describe('the checks', () => {
  let web, browser, page, at
  before(async () => {
    web = createServer((request, response) => {
      if (request.url === '/broken.js') { response.setHeader('Content-Type', 'text/javascript'); return response.end('throw new Error("trasig")') }
      if (request.url === '/favicon.ico') { response.statusCode = 204; return response.end() }
      const html = PAGES[request.url]
      response.statusCode = html ? 200 : 404
      response.setHeader('Content-Type', 'text/html; charset=utf-8')
      if (request.url === '/inline') response.setHeader('Content-Security-Policy', "default-src 'self'")
      response.end(html ?? '')
    })
    await new Promise(resolve => web.listen(0, '127.0.0.1', resolve))
    at = path => `http://127.0.0.1:${web.address().port}${path}`
    browser = await start_browser()
    page = await open_window(browser, { size: PHONE })
  })
  after(async () => { await browser?.close(); web?.close() })

  it('let a good page pass', async () => {
    await page.goto(at('/good'))
    await axe_clean(page)
    await no_sideways_scroll(page)
    await plain_words(page)
    await title_and_heading(page)
    no_troubles(page)
  })
  it('refuse a field without a label', async () => {
    await page.goto(at('/unlabelled'))
    await assert.rejects(axe_clean(page), /label/)
  })
  it('refuse sideways scrolling on a phone', async () => {
    await page.goto(at('/wide'))
    await assert.rejects(no_sideways_scroll(page), /div/)
  })
  it('refuse what the content policy stops', async () => {
    await page.goto(at('/inline'))
    await page.waitForTimeout(100)
    assert.throws(() => no_troubles(page), /csp: script-src/)
  })
  it('refuse a script error', async () => {
    await page.goto(at('/broken'))
    assert.throws(() => no_troubles(page), /trasig/)
  })
  it('refuse machine words', async () => {
    await page.goto(at('/machine'))
    await assert.rejects(plain_words(page), /NaN/)
  })
  it('refuse a focus that cannot be seen', async () => {
    await page.goto(at('/blind'))
    await assert.rejects(focus_seen(page), /Blind/)
    await page.goto(at('/good'))
    await focus_seen(page)
  })
  it('refuse a page without heading', async () => {
    await page.goto(at('/headless'))
    await assert.rejects(title_and_heading(page), /h1/)
  })
})
