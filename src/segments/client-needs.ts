/** How much of the machine those who play need, by client. Pure. */

/** One that plays: what it needs, in slots, and for whom. */
export interface Need {
  readonly client: string;
  readonly slots: number;
}

/**
 * The slots that newcomers have to leave to those who play. A client that plays several things at once counts with all of
 * them as far as its fair share goes, and beyond it with no more than its most demanding one: what it wants more of takes
 * turns with others, so it is not their load.
 * @param room the slots there are for all.
 */
export function neededByClients(needs: readonly Need[], room: number): number {
  const clients = new Map<string, { all: number; most: number }>();
  for (const { client, slots } of needs) {
    const known = clients.get(client) ?? { all: 0, most: 0 };
    clients.set(client, { all: known.all + slots, most: Math.max(known.most, slots) });
  }
  const totals = [...clients.values()].filter(({ all }) => all > 0);
  // The newcomer is one more.
  const fairShare = room / (totals.length + 1);
  return totals.reduce((sum, { all, most }) => sum + Math.min(all, Math.max(most, fairShare)), 0);
}

export function sumOf(needs: readonly Need[]): number {
  return needs.reduce((sum, { slots }) => sum + slots, 0);
}
