/** What ends when its owner does; what is handed over after that ends at once, so that nothing that was begun is left. */
export class Stops {
  #stops: Array<() => void> | undefined = [];

  hold(stop: () => void): void {
    if (this.#stops) this.#stops.push(stop);
    else stop();
  }

  end(): void {
    const stops = this.#stops ?? [];
    this.#stops = undefined;
    for (const stop of stops) stop();
  }
}
