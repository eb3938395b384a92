import Accounts
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage

/// A good demand of an enabled client, with everything that `NextStep` decides by, read in one transaction.
package struct OpenedDemand: Sendable {
    package let demand: SignInDemand
    package let reply: Reply
    /// What the code of a redirect is bound to; `nil` where the answer goes elsewhere.
    package let request: AuthorizationRequest?
    /// The browser's live session, with the name of its person, if the demand may be answered about that person.
    package let signedIn: SignedIn?
    /// Somebody is signed in whom the request's `id_token_hint` doesn't mean.
    package let isSomebodyElse: Bool
    package let facts: DecisionFacts

    package var client: Client { demand.client }

    package func nextStep(at now: Instant) -> NextStep { .decide(demand, reply: reply, facts, at: now) }
}

/// What a demand is read with besides the records.
package struct DemandContext: Sendable {
    let parties: TokenParties
    /// Those that hints are verified with.
    let keys: SigningKeys
    let session: BrowserSecret<SessionCookie>?
    let now: Instant

    package init(
        _ parties: TokenParties, keys: SigningKeys, session: BrowserSecret<SessionCookie>?, at now: Instant
    ) {
        self.parties = parties
        self.keys = keys
        self.session = session
        self.now = now
    }
}

extension Transaction {
    /// A demand that comes as an authorization request.
    func demand(
        _ request: AuthorizationRequest, progress: Interaction.Progress?, unfinished: SignInStep?,
        _ posts: ActingPost, _ context: DemandContext
    ) throws -> OpenedDemand {
        let signedIn = try signedIn(context.session, openedHere: progress?.signedInSession, at: context.now)
        let isMeant = try request.isAbout(
            signedIn?.session.person, keys: context.keys, issuer: context.parties.issuer,
            subjects: context.parties.subjects)
        return try demand(
            request.demand, request.reply, request, isMeant ? signedIn : nil,
            isSomebodyElse: signedIn != nil && !isMeant, progress, unfinished, posts, context.now)
    }

    /// A demand of a device whose code the person has typed.
    func demand(
        _ device: SignInDemand, code: DeviceCodeHash, progress: Interaction.Progress?, unfinished: SignInStep?,
        _ posts: ActingPost, _ context: DemandContext
    ) throws -> OpenedDemand {
        try demand(
            device, .device(code), nil,
            try signedIn(context.session, openedHere: progress?.signedInSession, at: context.now),
            isSomebodyElse: false, progress, unfinished, posts, context.now)
    }

    /// A demand of a client that has asked behind the browser's back: about the person whom it has asked, and nobody else.
    func demand(
        _ demand: SignInDemand, of request: BackchannelAuthentication, progress: Interaction.Progress?,
        unfinished: SignInStep?, _ posts: ActingPost, _ context: DemandContext
    ) throws -> OpenedDemand {
        let signedIn = try signedIn(context.session, openedHere: progress?.signedInSession, at: context.now)
        let isMeant = signedIn.map { $0.session.person == request.person } ?? false
        return try self.demand(
            demand, .backchannel(request.id), nil, isMeant ? signedIn : nil,
            isSomebodyElse: signedIn != nil && !isMeant,
            progress, unfinished, posts, context.now)
    }

    /// A demand of ours: that somebody is signed in, whoever it is.
    func demand(
        of page: OwnPage, progress: Interaction.Progress?, unfinished: SignInStep?, _ posts: ActingPost,
        _ context: DemandContext
    ) throws -> OpenedDemand {
        try demand(
            .ofOurs, .ours(page), nil,
            try signedIn(context.session, openedHere: progress?.signedInSession, at: context.now),
            isSomebodyElse: false, progress, unfinished, posts, context.now)
    }

    private func demand(
        _ demand: SignInDemand, _ reply: Reply, _ request: AuthorizationRequest?, _ signedIn: SignedIn?,
        isSomebodyElse: Bool, _ progress: Interaction.Progress?, _ unfinished: SignInStep?, _ posts: ActingPost,
        _ now: Instant
    ) throws -> OpenedDemand {
        let session = signedIn?.session
        let facts = DecisionFacts(
            session: session.map { DecisionFacts.Session(id: $0.id, authentication: $0.authentication) },
            progress: progress,
            consented: try session.map { try agreedScopes(of: $0.person, to: demand.client) } ?? [],
            mustChoosePost: try posts.mustChoose(demand, signedIn, in: self, at: now), unfinished: unfinished)
        return OpenedDemand(
            demand: demand, reply: reply, request: request, signedIn: signedIn, isSomebodyElse: isSomebodyElse,
            facts: facts)
    }

    /// What somebody has agreed that a client is told. Nothing is looked up where the client needs nobody's agreement.
    private func agreedScopes(of person: PersonID, to client: Client) throws -> Set<Scope> {
        client.requiresConsent ? try consents.scopes(of: person, to: client.id) : []
    }
}
