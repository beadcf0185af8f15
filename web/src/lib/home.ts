import { listPath } from './arranging';
import { preferences } from './preferences.svelte';
import { arrangementOf } from './store/lists.svelte';
import { VIEWS, type ViewName } from './store/views';

/** The view in which the agent was last. */
export const homeView = (): ViewName => VIEWS.find((name) => name === preferences.get('view')) ?? 'mine';

/** Where it is, as it was left. */
export const homePath = (): string => listPath(homeView(), arrangementOf(homeView()));
