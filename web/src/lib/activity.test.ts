import { describe, expect, it } from 'vitest';
import { entry } from '../test/samples';
import type { Activity } from '../api/types';
import { activityNote, activityText } from './activity';

const ME = 1;
const happened = (activity: Activity, by = 2) =>
  entry(1, {
    kind: 'activity',
    author: { kind: 'agent', id: by, name: by === ME ? 'Ana' : 'Ben' },
    activity,
  });
const text = (activity: Activity, by?: number) => activityText(happened(activity, by), ME);

describe('activities', () => {
  it('tell who did what, and speak to the reader', () => {
    const accepted = { type: 'accepted', agent_id: 2, agent_name: 'Ben' };
    expect(text(accepted)).toBe('Ben accepted the conversation');
    expect(text({ ...accepted, agent_id: ME, agent_name: 'Ana' }, ME)).toBe('You accepted the conversation');
    expect(text({ type: 'tagged', tag: 'Refund' })).toBe('Ben added the tag Refund');
  });

  it('tell why somebody has left, and how it ended without an agent', () => {
    expect(text({ type: 'abandoned' })).toBe('Abandoned: the customer left before an answer');
    expect(text({ type: 'abandoned', reason: 'The customer wants nothing more.' })).toBe(
      'Abandoned: the customer left. The customer wants nothing more.',
    );
    expect(text({ type: 'resolved', cause: 'full' })).toContain('can hold no more');
    expect(text({ type: 'resolved', cause: 'blocked' })).toBe('Ben resolved the conversation');
    expect(text({ type: 'elsewhere', what: 'marketing_stopped' })).toBe(
      'The customer wants no more marketing messages',
    );
  });

  it('tell what happens around a page', () => {
    const elsewhere = (what: string) => text({ type: 'elsewhere', what });
    expect(elsewhere('standby')).toContain('only shown here');
    expect(elsewhere('mail_delayed')).toContain('goes on trying');
    expect(elsewhere('mail_bounced')).toContain('came back');
    expect(elsewhere('mail_flood')).toContain('kept together');
    expect(elsewhere('handed_over')).toContain('handed this customer over to us');
    expect(elsewhere('take_thread_control')).toBe(elsewhere('pass_thread_control'));
    expect(elsewhere('referral')).toBe('The customer came by a link or an advertisement');
  });

  it('tell a transfer to oneself as what it is', () => {
    expect(text({ type: 'transferred_to_agent', agent_id: 2, agent_name: 'Ben' })).toBe(
      'Ben took the conversation over',
    );
    expect(text({ type: 'transferred_to_agent', agent_id: 3, agent_name: 'Cleo' })).toBe(
      'Ben transferred the conversation to Cleo',
    );
  });

  it('show the note of a hand-over, and the reason of an assignment in its line', () => {
    const assigned = { type: 'assigned', agent_id: 3, agent_name: 'Cleo', note: 'least busy' };
    expect(text(assigned)).toBe('Assigned to Cleo: least busy');
    expect(activityNote(happened(assigned))).toBeNull();
    expect(activityNote(happened({ type: 'resolved', note: 'refunded' }))).toBe('refunded');
  });

  it('say why routing chose somebody', () => {
    const assigned = { type: 'assigned', agent_id: 3, agent_name: 'Cleo', queue_name: 'Billing' };
    expect(text({ ...assigned, reason: 'least_busy', of: 3, online: 3 })).toBe(
      'Assigned to Cleo: least busy of 3 online in Billing',
    );
    expect(text({ ...assigned, reason: 'round_robin', of: 1, online: 1 })).toBe(
      'Assigned to Cleo: the only one online in Billing',
    );
    expect(text({ ...assigned, reason: 'least_busy', of: 2, online: 5 })).toBe(
      'Assigned to Cleo: least busy of 2 who could take it (5 online) in Billing',
    );
    expect(text({ ...assigned, reason: 'round_robin', of: 1, online: 5 })).toBe(
      'Assigned to Cleo: the only one who could take it (5 online) in Billing',
    );
    expect(text({ ...assigned, reason: 'least_busy', of: 2 }), 'as older versions stored it').toBe(
      'Assigned to Cleo: least busy of 2 who could take it in Billing',
    );
    expect(text({ ...assigned, reason: 'sticky' })).toBe('Assigned to Cleo: knows this customer');
  });

  it('tell what was put aside, came back, was given back or was warned of', () => {
    expect(text({ type: 'snoozed', until: null })).toBe(
      'Ben put the conversation aside until the customer writes',
    );
    expect(text({ type: 'snoozed', until: '2026-05-06T15:20:00Z' })).toContain('aside until');
    expect(text({ type: 'woken' })).toBe('Ben brought the conversation back');
    expect(text({ type: 'given_back', agent_name: 'Cleo', queue_name: 'Billing' })).toBe(
      'Given back to the queue Billing: Cleo was away',
    );
    expect(text({ type: 'warned' })).toContain('closed soon');
    expect(text({ type: 'created' })).toBe('Ben started the conversation');
    expect(text({ type: 'reaction_failed', reason: 'It is too late.' })).toBe(
      'The reaction of Ben did not get to the customer: It is too late.',
    );
  });

  it('do not name what was removed and not kept', () => {
    expect(text({ type: 'tagged', tag: null })).toBe('Ben added a tag that has been removed since');
    expect(text({ type: 'unlabelled', label: null })).toBe('Ben removed a label that is no longer there');
  });

  it('name one that this version does not know', () => {
    expect(text({ type: 'teleported' })).toBe('Something happened: teleported');
  });
});
