import type { LinkState, SubscribedModel } from '../../client.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import { createPredictor, type Predictor } from '../../snapshots/predictor.js'
import { type Live, liveFrom } from '../live.js'
import { hideRefusal, isRefusal, keptToken, onToken, showRefusal } from './access.js'
import { errorOf } from './errorOf.js'
import { HintonDiagrams } from './hinton.js'
import { ErrorHistory } from './history.js'
import { LinePlot } from './plots.js'
import { questionOf } from './question.js'
import { reasonsFor } from './reasons.js'
import { showActivations, showGradients } from './units.js'
import { element, say, short, showOrSay } from './view.js'
import { Watch } from './watch.js'
import { WhatIf } from './whatIf.js'

const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
const stream = new LinePlot(
  'stream',
  [
    // Wider, so that it shows under a prediction that is right.
    { label: 'truth', colour: '--truth', width: 5 },
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
const choice = element<HTMLSelectElement>('model')

let predictor: Predictor | undefined
let newest: SubscribedModel | undefined
let drawn: SubscribedModel | undefined
let link: LinkState | undefined
let paused = false
/** The sample of the newest drift that is known; undefined before the first version. */
let newestDrift: number | undefined

const watch = new Watch(address, new URLSearchParams(location.search).get('model') ?? undefined, keptToken(), {
  model: (model) => {
    newest = model
    remember(model)
    showChoice()
  },
  link: (state) => {
    // It says so too after it failed: what failed stays to be read.
    link = state.phase === 'over' ? undefined : state
    if (state.models.length > 0) showModels(state.models)
  },
  failed: (error) => {
    link = undefined
    say('status', isRefusal(error) ? 'refused' : error.message)
    element('dot').className = 'dot lost'
    if (isRefusal(error)) showRefusal(error, watch.token)
  },
})

function remember({ about }: SubscribedModel): void {
  const { model, baseline } = errorOf(about)
  const found = liveFrom(about).drift?.at(-1) ?? 0
  // What had happened before this page was opened has no place on its time.
  const drift = newestDrift !== undefined && found > newestDrift
  newestDrift = found
  history.add({ drift, at: Date.now() / 1000, model, baseline })
}

function showModels(models: readonly string[]): void {
  if (models.join() !== Array.from(choice.options, ({ value }) => value).join()) {
    choice.replaceChildren(...models.map((name) => new Option(name)))
  }
  showChoice()
}

/** The model that is watched; none of the list where the list has none of that name, or it isn't known yet which it is. */
function showChoice(): void {
  const { model = '' } = watch
  if (choice.value !== model) choice.value = model
}

function choose(model: string): void {
  history.clear()
  whatIf.clear()
  hideRefusal()
  newest = drawn = newestDrift = predictor = undefined
  watch.begin({ model })
}

/** At most once per animation frame; a hidden tab gets none, and after a while no versions either. */
function frame(): void {
  requestAnimationFrame(frame)
  showLink()
  if (!newest) return
  const { staleMs } = newest
  say('age', staleMs < 1000 ? '< 1 s' : `${Math.floor(staleMs / 1000)} s`)
  if (newest === drawn || (paused && drawn)) return
  drawn = newest
  draw(newest)
}

function showLink(): void {
  if (!link) return
  const lost = link.phase === 'waiting' || link.phase === 'connecting'
  element('dot').className = `dot ${lost ? 'lost' : newest ? 'live' : ''}`
  const waiting = newest ? 'live' : 'waiting for a model'
  say(
    'status',
    lost ? (newest && link.why ? 'connection lost, trying again' : 'connecting') : paused ? 'paused' : waiting,
  )
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
  const reasons = reasonsFor(about, live, model.task !== undefined)
  for (const [panel, why] of Object.entries(reasons)) showOrSay(panel, why)
  showStream(live)
  showErrors(about, live)
  predictor ??= createPredictor(model.columns)
  predictor.load(model.columns)
  weights.show(predictor.model)
  showGradients(live.gradientNorms ?? {})
  const question = questionOf(live)
  if (question) showActivations(predictor.model, predictor.encode(question))
  whatIf.update(model, live)
}

/** Numbers as they are, two classes as the probability of the second, more by their names. Time in seconds, or in samples. */
function showStream({ truth = [], prediction = [], everyMs, classes = [], outputs = 1 }: Live): void {
  stream.ticks = classes.length > 2 ? (value) => classes[value] ?? '' : undefined
  stream.unit = everyMs === undefined ? '' : ' s'
  const what =
    classes.length === 2 ? `probability of ${classes[1]}` : outputs > 1 ? `the first of ${outputs} outputs` : ''
  const counted = everyMs === undefined && truth.length > 0 ? `the last ${truth.length} samples` : ''
  say('stream-what', [what, counted].filter((text) => text !== '').join(', '))
  const step = everyMs === undefined ? 1 : everyMs / 1000
  stream.show([truth.map((_, index) => (index - truth.length + 1) * step), truth, prediction])
}

function showErrors(about: SnapshotAbout, { drift = [] }: Live): void {
  const seconds = Number(element<HTMLSelectElement>('window').value)
  errors.show(history.last(seconds, Date.now() / 1000), history.drifts())
  say('drifts', drift.length > 0 ? `${drift.length} drift${drift.length === 1 ? '' : 's'}` : '')
  const { measure, model, baseline, rival } = errorOf(about)
  const gain = model === null || !baseline ? undefined : Math.round((1 - model / baseline) * 100)
  const verdict = gain === undefined ? '' : gain >= 0 ? `${gain} % below ${rival}` : `${-gain} % above ${rival}`
  say('verdict', [measure, verdict].filter((text) => text !== '').join(', '))
}

element('pause').addEventListener('click', ({ currentTarget }) => {
  paused = !paused
  const button = currentTarget as HTMLButtonElement
  button.setAttribute('aria-pressed', String(paused))
  button.textContent = paused ? 'go on' : 'pause'
})
choice.addEventListener('change', () => choose(choice.value))
element('window').addEventListener('change', () => {
  if (drawn) showErrors(drawn.about, liveFrom(drawn.about))
})
onToken((token) => watch.begin({ token }))

watch.begin()
requestAnimationFrame(frame)
