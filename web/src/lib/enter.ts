/** Enter does it; with Shift it begins a line, and while a word is composed it ends the word. */
export const onEnter = (act: () => unknown) => (event: KeyboardEvent) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void act();
};
