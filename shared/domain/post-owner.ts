/** Who works on a public post, and since when. */
export interface PostOwner { id: string; name: string; at: number }
