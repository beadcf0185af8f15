const CHUNK_SIZE_MAX = 128;

interface Place {
  key: string;
}

/**
 * Ids kept in order of a key, in chunks, so that moving one id touches two short arrays however long the list is.
 * Ids with equal keys are in order of id.
 */
export class OrderedIds {
  #chunks: number[][] = [];
  #places = new Map<number, Place>();

  get length(): number {
    return this.#places.size;
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  keyOf(id: number): string | undefined {
    return this.#places.get(id)?.key;
  }

  /** Puts the id where its key belongs; says whether that changed anything. */
  put(id: number, key: string): boolean {
    const place = this.#places.get(id);
    if (place?.key === key) return false;
    if (place) this.remove(id);
    this.#places.set(id, { key });
    this.#insert(id);
    return true;
  }

  remove(id: number): boolean {
    if (!this.#places.has(id)) return false;
    const [chunkIndex, index] = this.#find(id);
    const chunk = this.#chunks[chunkIndex]!;
    chunk.splice(index, 1);
    if (chunk.length === 0) this.#chunks.splice(chunkIndex, 1);
    this.#places.delete(id);
    return true;
  }

  clear() {
    this.#chunks = [];
    this.#places.clear();
  }

  at(index: number): number | undefined {
    return this.slice(index, index + 1)[0];
  }

  slice(start: number, end: number): number[] {
    const ids: number[] = [];
    let offset = 0;
    for (const chunk of this.#chunks) {
      if (offset >= end) break;
      const from = Math.max(0, start - offset);
      if (from < chunk.length) ids.push(...chunk.slice(from, end - offset));
      offset += chunk.length;
    }
    return ids;
  }

  indexOf(id: number): number {
    if (!this.#places.has(id)) return -1;
    const [chunkIndex, index] = this.#find(id);
    let offset = 0;
    for (let before = 0; before < chunkIndex; before += 1) offset += this.#chunks[before]!.length;
    return offset + index;
  }

  /** The key of the last id: where the loaded part of a longer list ends. */
  get lastKey(): string | undefined {
    const last = this.#chunks.at(-1)?.at(-1);
    return last === undefined ? undefined : this.#places.get(last)?.key;
  }

  #insert(id: number) {
    if (this.#chunks.length === 0) {
      this.#chunks.push([id]);
      return;
    }
    const [chunkIndex, index] = this.#find(id);
    const chunk = this.#chunks[chunkIndex]!;
    chunk.splice(index, 0, id);
    if (chunk.length > CHUNK_SIZE_MAX) {
      const half = chunk.length >> 1;
      this.#chunks.splice(chunkIndex, 1, chunk.slice(0, half), chunk.slice(half));
    }
  }

  /** The chunk and the index in it where the id is, or would be. */
  #find(id: number): [number, number] {
    const chunkIndex = lowest(
      this.#chunks.length - 1,
      (at) => this.#compare(this.#chunks[at]!.at(-1)!, id) >= 0,
    );
    const chunk = this.#chunks[chunkIndex]!;
    return [chunkIndex, lowest(chunk.length, (at) => this.#compare(chunk[at]!, id) >= 0)];
  }

  #compare(one: number, other: number): number {
    const oneKey = this.#places.get(one)!.key;
    const otherKey = this.#places.get(other)!.key;
    if (oneKey !== otherKey) return oneKey < otherKey ? -1 : 1;
    return one - other;
  }
}

/** The lowest index below the limit of which the question is true, else the limit. */
function lowest(limit: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
