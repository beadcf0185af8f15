import { part } from '../lib/part';

/** The screens beside the desk. */
export const admin = part(() => import('../admin/Admin.svelte'), 'admin');
export const contacts = part(() => import('../contacts/Contacts.svelte'), 'contacts');
export const reports = part(() => import('../reports/Reports.svelte'), 'reports');
