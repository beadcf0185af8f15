interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  action: string;
  /** Whether something is lost by it. */
  isDestructive?: boolean;
  /** Where the focus goes afterwards, if what had it closes meanwhile. */
  anchor?: HTMLElement | undefined;
}

/** One question at a time, asked before something that cannot be undone. */
class Confirmation {
  question: Question | null = $state.raw(null);
  #answer: ((isSure: boolean) => void) | undefined;

  ask(question: Question): Promise<boolean> {
    this.answer(false);
    this.question = question;
    return new Promise((resolve) => (this.#answer = resolve));
  }

  answer(isSure: boolean) {
    this.question = null;
    this.#answer?.(isSure);
    this.#answer = undefined;
  }
}

export const confirmation = new Confirmation();
