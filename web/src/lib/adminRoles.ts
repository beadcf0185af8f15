import type { Role } from '../api/types';
import type { AdminPage } from './routes';
import { session } from './session.svelte';

/** The least that one must be to open a page. */
const ROLES: Record<AdminPage, Role> = {
  agents: 'supervisor',
  queues: 'supervisor',
  routing: 'supervisor',
  hours: 'supervisor',
  tags: 'supervisor',
  labels: 'supervisor',
  canned: 'agent',
  attributes: 'supervisor',
  inboxes: 'admin',
  keys: 'admin',
  unreadable: 'admin',
  settings: 'admin',
};
const RANKS: Record<Role, number> = { agent: 0, supervisor: 1, admin: 2 };

export const mayOpen = (page: AdminPage) => RANKS[session.me?.role ?? 'agent'] >= RANKS[ROLES[page]];
