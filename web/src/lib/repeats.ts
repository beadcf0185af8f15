import { newKey } from '../api/client';

/** Names for requests that may have to be sent again: the same one keeps its name, so that it is done once. */
export class Repeats {
  #body = '';
  #key = '';

  keyOf(body: object): string {
    const text = JSON.stringify(body);
    if (text !== this.#body) [this.#body, this.#key] = [text, newKey()];
    return this.#key;
  }
}
