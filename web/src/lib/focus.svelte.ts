/** Whether the agent is looking at this page. */
class Focus {
  here = $state(document.hasFocus());
  /** Whether the page can be seen at all, in whichever window the keys go to. */
  visible = $state(!document.hidden);

  constructor() {
    addEventListener('focus', () => (this.here = true));
    document.addEventListener('visibilitychange', () => (this.visible = !document.hidden));
    addEventListener('blur', () => (this.here = document.hasFocus()));
  }
}

export const focus = new Focus();
