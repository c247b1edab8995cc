import type { Subscription } from 'rxjs'
import { EddyError, type LinkState, type SubscribedModel, subscribeToModel } from '../../client.js'

/** A tab that was hidden for longer needs no versions; one that is only passed over keeps its connection. */
const HIDDEN_MS = 5000

export interface WatchEvents {
  readonly model: (model: SubscribedModel) => void
  readonly link: (link: LinkState) => void
  /** The subscription is over; of these errors, ERR_UNAUTHORIZED and ERR_FORBIDDEN may pass with another token. */
  readonly failed: (error: EddyError) => void
}

/** What the page is subscribed to: one model at a time, with a token where one is wanted, while somebody can see it. */
export class Watch {
  private readonly address: string
  private readonly events: WatchEvents
  private name: string | undefined
  private secret: string | undefined
  private subscription: Subscription | undefined
  private resting = false
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `model`: undefined for whichever the broadcaster has first. */
  constructor(address: string, model: string | undefined, token: string | undefined, events: WatchEvents) {
    this.address = address
    this.name = model
    this.secret = token
    this.events = events
    document.addEventListener('visibilitychange', () => this.look())
  }

  /** The model that is wanted: by name, or since it came. */
  get model(): string | undefined {
    return this.name
  }

  get token(): string | undefined {
    return this.secret
  }

  /** Begins, or begins anew, with another model or another token. */
  begin({ model = this.name, token = this.secret }: { readonly model?: string; readonly token?: string } = {}): void {
    this.name = model
    this.secret = token
    this.subscribe()
    this.look()
  }

  private subscribe(): void {
    this.subscription?.unsubscribe()
    this.resting = false
    this.subscription = subscribeToModel(this.address, {
      ...(this.name === undefined ? {} : { model: this.name }),
      ...(this.secret === undefined ? {} : { token: this.secret }),
      onState: (link) => this.events.link(link),
    }).subscribe({
      next: (model) => {
        this.name = model.name
        this.events.model(model)
      },
      error: (error: unknown) => {
        this.events.failed(
          error instanceof EddyError ? error : new EddyError('ERR_SUBSCRIPTION', String(error), { cause: error }),
        )
      },
    })
  }

  /** Nobody looks: after a while nothing is sent, decoded or hashed for nobody. What ended with an error stays ended. */
  private look(): void {
    clearTimeout(this.timer)
    if (document.visibilityState === 'visible') {
      if (this.resting) this.subscribe()
      return
    }
    this.timer = setTimeout(() => {
      this.resting ||= this.subscription?.closed === false
      this.subscription?.unsubscribe()
    }, HIDDEN_MS)
  }
}
