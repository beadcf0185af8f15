import { MediaQuery } from 'svelte/reactivity';

const wide = new MediaQuery('min-width: 1200px');
const phone = new MediaQuery('max-width: 767px');

/** How much fits beside one another. */
export const screen = {
  get isWide() {
    return wide.current;
  },
  get isPhone() {
    return phone.current;
  },
};
