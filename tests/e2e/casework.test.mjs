// A person and a case, from the first search to the case conference: as a therapist and a head do it, at a desk and on a phone.
import { after, before, describe, it } from 'node:test'
import assert from 'node:assert/strict'
import { DESK, PHONE, open_window, start_browser } from './lib/browser.mjs'
import { axe_clean, no_sideways_scroll, no_troubles, picture, plain_words, title_and_heading } from './lib/checks.mjs'
import { login, start_server } from './lib/server.mjs'

describe('persons and cases', () => {
  let server, browser, page, person, a_case
  before(async () => {
    server = await start_server({ args: ['--demo', '--packs', 'open-care,stockholm,common'] })
    browser = await start_browser()
    page = await open_window(browser)
    await login(page, server, 'maja')
  })
  after(async () => { await browser?.close(); await server?.stop() })

  const whole = async name => {
    for (const [size, words] of [[DESK, 'desk'], [PHONE, 'phone']]) {
      await page.setViewportSize(size)
      await title_and_heading(page)
      await plain_words(page)
      await no_sideways_scroll(page)
      no_troubles(page)
      await axe_clean(page, `${name} ${words}`)
      page.troubles.length = 0 // what axe itself provokes is not the page's fault
      if (process.env.RT_PICTURES) await picture(page, `casework-${name}-${words}`, { full: true })
    }
    await page.setViewportSize(DESK)
  }
  const press = async name => Promise.all([page.waitForLoadState('load'), page.getByRole('button', { name }).first().click()])
  const fill_person = async (first, last) => {
    await page.goto(`${server.url}/person/ny`)
    await page.getByLabel('Förnamn').fill(first)
    await page.getByLabel('Efternamn').fill(last)
    await page.getByLabel('Född', { exact: true }).fill('2012-05-06')
    await page.getByLabel('Språk', { exact: true }).fill('somaliska')
    await page.getByText('Behöver tolk').click()
    await page.getByText('Nyanländ').click()
  }

  it('a person is registered once', async () => {
    await fill_person('Åsa', 'Påhittad')
    await whole('ny-person')
    await press('Kontrollera och spara personen')
    assert.match(page.url(), /\/person\/\d+$/)
    person = page.url()
    assert.equal(await page.locator('h1').innerText(), 'Åsa Påhittad')
    await fill_person('Aasa', 'Pahittad')
    await press('Kontrollera och spara personen')
    assert.match(await page.locator('main').innerText(), /Är det någon av dem\?/)
    page.expected.push(/409/)
    await whole('dubblett')
    await page.getByRole('link', { name: 'Åsa Påhittad' }).click()
    assert.equal(page.url(), person)
  })

  it('a case is opened, shared and worked with', async () => {
    await page.goto(person)
    await page.getByText('Öppna ett ärende').click()
    await page.getByLabel('Slag').selectOption('child')
    await press('Öppna ärendet')
    assert.match(page.url(), /\/arende\/\d+$/)
    a_case = page.url()
    await press(/Ta ärendet/)
    await whole('arende')
    await page.goto(`${server.url}/fordelning`)
    await whole('fordelning')
    await page.goto(`${server.url}/arendelage`)
    assert.match(await page.locator('table').innerText(), /Inget nästa steg/)
    await whole('genomgang')
  })

  it('the network is drawn and listed', async () => {
    const id = person.match(/\d+$/)[0]
    for (const [name, relation, circle, guardian] of [['Karin Påhittad', 'mother', 'inner', true], ['Per Påhittad', 'father', 'inner', true], ['Mormor Inga', 'grandparent', 'middle', false], ['Lärare Lind', 'school', 'outer', false]]) {
      await page.goto(`${server.url}/register/network_person/ny?person=${id}`)
      await page.locator('[name="name"]').fill(name)
      await page.locator('[name="relation"]').selectOption(relation).catch(() => page.locator(`[name="relation"][value="${relation}"] + label, label:has([name="relation"][value="${relation}"])`).first().click())
      await page.locator('[name="circle"]').selectOption(circle).catch(() => page.locator(`label[for$="${circle}"]`).first().click())
      if (guardian) await page.locator('[name="guardian"][value="yes"], [name="guardian"][value="1"]').first().check({ force: true })
      await page.keyboard.press('Control+Enter')
      await page.waitForLoadState('load')
    }
    await page.goto(`${person}?flik=natverk`)
    await whole('natverk')
    assert.ok(await page.locator('svg.circles').isVisible())
    await page.goto(person)
    await whole('person')
  })

  it('the case can be shown without sex and name', async () => {
    await page.goto(`${a_case}/dragning`)
    assert.doesNotMatch(await page.locator('main').innerText(), /Åsa|Påhittad/)
    await whole('konsneutralt')
  })

  it('a case that I follow stands on Min dag', async () => {
    await page.goto(a_case)
    await press('Följ ärendet')
    await page.goto(`${server.url}/min-dag`)
    assert.match(await page.locator('main').innerText(), /Du följer ärendet/)
    await page.goto(`${server.url}/bevakade`)
    await whole('bevakade')
  })

  it('search finds the person by name, and the words are never in the address', async () => {
    await page.goto(`${server.url}/sok`)
    await page.getByLabel('Sök').first().fill('Påhittad')
    await page.keyboard.press('Enter')
    await page.waitForLoadState('load')
    assert.match(await page.locator('main').innerText(), /Åsa Påhittad/)
    assert.doesNotMatch(page.url(), /hittad/i)
  })
})
