/** Whether the agent is looking at this page. */
class Focus {
  here = $state(document.hasFocus());

  constructor() {
    addEventListener('focus', () => (this.here = true));
    addEventListener('blur', () => (this.here = document.hasFocus()));
  }
}

export const focus = new Focus();
