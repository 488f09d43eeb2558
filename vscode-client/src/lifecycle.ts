/** Keeps the one server running that is wanted now, however fast wishes change. */

/** A server that was started. */
export interface Running {
  /** Whether it still serves, or will after a crash that is being recovered from. */
  readonly isAlive: () => boolean;
  readonly stop: () => Promise<void>;
}

export interface Host<L> {
  /** What should run now; `undefined` for nothing. */
  readonly wanted: () => Promise<L | undefined>;
  readonly isSame: (one: L, other: L) => boolean;
  /** Starts it; the promise is rejected when it does not start, and soon after `signal` is aborted. */
  readonly start: (launch: L, signal: AbortSignal) => Promise<Running>;
  /** Is told why there is not what is wanted, unless a start was aborted. */
  readonly failed: (error: unknown) => void;
}

export class Lifecycle<L> {
  readonly #host: Host<L>;
  #server: { readonly launch: L; readonly running: Running } | undefined;
  #isAsked = false;
  #isForced = false;
  #isEnded = false;
  #starting: AbortController | undefined;
  #work: Promise<void> | undefined;

  constructor(host: Host<L>) {
    this.#host = host;
  }

  /** Starts, stops or replaces the server if something else is wanted now.  Resolves when all is as it should be. */
  update(): Promise<void> {
    return this.#ask();
  }

  /** The same, without waiting for a server that is just starting and may never do so. */
  reconsider(): Promise<void> {
    this.#starting?.abort();
    return this.#ask();
  }

  /** Replaces the server by a new one even if the same is wanted. */
  restart(): Promise<void> {
    this.#isForced = true;
    return this.reconsider();
  }

  /** Stops the server for good. */
  end(): Promise<void> {
    this.#isEnded = true;
    return this.reconsider();
  }

  /** However often it is asked for while there is work, what is left to do is done once. */
  #ask(): Promise<void> {
    this.#isAsked = true;
    this.#work ??= this.#untilNothingIsAsked().finally(() => (this.#work = undefined));
    return this.#work;
  }

  async #untilNothingIsAsked(): Promise<void> {
    // Whatever is asked for in the same turn is one request.
    await Promise.resolve();
    while (this.#isAsked) {
      const isForced = this.#isForced;
      this.#isAsked = this.#isForced = false;
      try {
        await this.#reconcile(isForced);
      } catch (error) {
        this.#host.failed(error);
      }
    }
  }

  async #reconcile(isForced: boolean): Promise<void> {
    const wanted = this.#isEnded ? undefined : await this.#host.wanted();
    const server = this.#server;
    if (server !== undefined) {
      const isRight = wanted !== undefined && this.#host.isSame(server.launch, wanted) && server.running.isAlive();
      if (isRight && !isForced) return;
      this.#server = undefined;
      await server.running.stop();
    }
    // If something else was asked for meanwhile, the next turn starts what is wanted then.
    if (wanted !== undefined && !this.#isAsked) await this.#start(wanted);
    else if (this.#isAsked) this.#isForced ||= isForced;
  }

  async #start(launch: L): Promise<void> {
    this.#starting = new AbortController();
    const { signal } = this.#starting;
    try {
      this.#server = { launch, running: await this.#host.start(launch, signal) };
    } catch (error) {
      if (!signal.aborted) this.#host.failed(error);
    } finally {
      this.#starting = undefined;
    }
  }
}
