import type { Subscription } from 'rxjs'
import { type LinkState, type SubscribedModel, subscribeToModel } from '../../client.js'
import { createPredictor, type Predictor } from '../../snapshots/predictor.js'
import { liveFrom } from '../live.js'
import { HintonDiagrams } from './hinton.js'
import { ErrorHistory } from './history.js'
import { LinePlot } from './plots.js'
import { showActivations, showGradients } from './units.js'
import { element, say, short } from './view.js'
import { WhatIf } from './whatIf.js'

const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
const stream = new LinePlot(
  'stream',
  [
    { label: 'truth', colour: '--truth' },
    { label: 'prediction', colour: '--model' },
  ],
  false,
)
const errors = new LinePlot(
  'error',
  [
    { label: 'model', colour: '--model' },
    { label: 'baseline', colour: '--truth' },
  ],
  true,
)
const weights = new HintonDiagrams()
const whatIf = new WhatIf()
const history = new ErrorHistory()

let predictor: Predictor | undefined
let newest: SubscribedModel | undefined
let drawn: SubscribedModel | undefined
let link: LinkState | undefined
let paused = false
let drifts = 0
let subscription: Subscription | undefined

function subscribe(model: string | undefined): void {
  subscription?.unsubscribe()
  history.clear()
  newest = drawn = undefined
  subscription = subscribeToModel(address, {
    ...(model === undefined ? {} : { model }),
    onState: (state) => {
      link = state
      showModels(state.models)
    },
  }).subscribe({
    next: (next) => {
      newest = next
      remember(next)
    },
    error: (error: unknown) => {
      link = undefined
      say('status', error instanceof Error ? error.message : String(error))
      element('dot').className = 'dot lost'
    },
  })
}

function remember({ about }: SubscribedModel): void {
  const [name, model] = Object.entries(about.metrics ?? {})[0] ?? []
  const baseline = Object.values(about.baselines ?? {})[0]
  const found = liveFrom(about).drift?.length ?? 0
  const drift = found > drifts
  drifts = found
  history.add({ drift, at: Date.now() / 1000, model: model ?? null, baseline: baseline?.[name ?? ''] ?? null })
}

function showModels(models: readonly string[]): void {
  const select = element<HTMLSelectElement>('model')
  if (models.join() === Array.from(select.options, ({ value }) => value).join()) return
  select.replaceChildren(...models.map((name) => new Option(name)))
  if (newest) select.value = newest.name
}

/** At most once per animation frame; a hidden tab gets none, and so costs nothing. */
function frame(): void {
  requestAnimationFrame(frame)
  showLink()
  if (!newest) return
  const { staleMs } = newest
  say('age', staleMs < 1000 ? '< 1 s' : `${Math.floor(staleMs / 1000)} s`)
  if (newest === drawn || paused) return
  drawn = newest
  draw(newest)
}

function showLink(): void {
  if (!link) return
  const lost = link.phase === 'waiting' || link.phase === 'connecting'
  element('dot').className = `dot ${lost ? 'lost' : newest ? 'live' : ''}`
  const waiting = newest ? 'live' : 'waiting for a model'
  say('status', lost ? (newest ? 'connection lost, trying again' : 'connecting') : paused ? 'paused' : waiting)
  if (link.subscribers !== undefined) say('subscribers', String(link.subscribers))
}

function draw(model: SubscribedModel): void {
  const { about } = model
  const live = liveFrom(about)
  say('name', model.name)
  say('version', model.version.toLocaleString('en'))
  element('version').dataset['hash'] = model.hash.toString(16).padStart(16, '0')
  say('samples', model.samples.toLocaleString('en'))
  say('rate', live.samplesPerSecond === undefined ? '–' : short(live.samplesPerSecond))
  say('loss', live.loss === undefined ? '–' : short(live.loss))
  const { truth = [], prediction = [], everyMs = 1000 } = live
  stream.show([truth.map((_, index) => ((index - truth.length + 1) * everyMs) / 1000), truth, prediction])
  const seconds = Number(element<HTMLSelectElement>('window').value)
  const columns = history.last(seconds, Date.now() / 1000)
  errors.show(columns, history.drifts())
  say('drifts', live.drift?.length ? `${live.drift.length} drifts` : '')
  showVerdict(columns[1].at(-1), columns[2].at(-1))
  predictor ??= createPredictor(model.columns)
  predictor.load(model.columns)
  weights.show(predictor.model)
  showGradients(live.gradientNorms ?? {})
  if (live.x) showActivations(predictor.model, live.x)
  whatIf.update(model, live)
}

function showVerdict(model: number | null | undefined, baseline: number | null | undefined): void {
  if (typeof model !== 'number' || typeof baseline !== 'number' || baseline === 0) {
    say('verdict', '')
    return
  }
  const gain = Math.round((1 - model / baseline) * 100)
  say('verdict', gain >= 0 ? `${gain} % below it` : `${-gain} % above it`)
}

element('pause').addEventListener('click', ({ currentTarget }) => {
  paused = !paused
  const button = currentTarget as HTMLButtonElement
  button.setAttribute('aria-pressed', String(paused))
  button.textContent = paused ? 'go on' : 'pause'
})
element<HTMLSelectElement>('model').addEventListener('change', ({ currentTarget }) => {
  predictor = undefined
  subscribe((currentTarget as HTMLSelectElement).value)
})
element('window').addEventListener('change', () => {
  drawn = undefined
})

subscribe(new URLSearchParams(location.search).get('model') ?? undefined)
requestAnimationFrame(frame)
