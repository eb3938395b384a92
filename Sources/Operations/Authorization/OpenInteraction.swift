import Accounts
import Database
import Identity
import OpenIDConnect
import Storage

/// An interaction that a page may work with: live, of this browser, and still a good demand of an enabled client.
package struct OpenedInteraction: Sendable {
    package let id: InteractionID
    package let source: Interaction.Source
    package let browser: BrowserSecret<BrowserCookie>
    package let opened: OpenedDemand

    package var client: Client { opened.client }
}

/// Opens interactions, in one read that returns all that is decided by.
package struct OpenInteraction: Sendable {
    private let database: Database
    private let clients: CurrentClients
    private let posts: ActingPost

    package init(_ installation: Installation) {
        database = installation.database
        clients = installation.clients
        posts = ActingPost(live: installation.permissions)
    }

    package enum Outcome: Sendable {
        case opened(OpenedInteraction)
        case unknown
        /// It belongs to another browser.
        case foreign(Client?)
        /// It was answered before.
        case complete(Client?, SignedIn?)
        /// With what it was made from, while that is kept.
        case expired(Client?, Interaction.Source?)
        /// It is no good demand any more: the registration has changed since.
        case refused(AuthorizationRefusal, ClientID)
    }

    package func open(
        _ id: InteractionID, browser: BrowserSecret<BrowserCookie>?, _ context: DemandContext
    ) async throws -> Outcome {
        try await database.read { [clients, posts] transaction in
            guard let (interaction, isOurs) = try transaction.interactions.find(id, browser: browser) else {
                return .unknown
            }
            let client = try clients.client(interaction.clientID, in: transaction)
            guard isOurs, let browser else { return .foreign(client) }
            guard !interaction.isComplete else {
                return .complete(client, try transaction.signedIn(context.session, at: context.now))
            }
            guard !interaction.isExpired(at: context.now), let source = interaction.source else {
                return .expired(client, interaction.source)
            }
            do {
                let unfinished = try transaction.dueStep(in: id, browser, at: context.now)?.step
                let opened = try Self.demand(
                    source, interaction.progress, client, unfinished: unfinished, posts, context, in: transaction)
                return .opened(OpenedInteraction(id: id, source: source, browser: browser, opened: opened))
            } catch let refusal as AuthorizationRefusal {
                return .refused(refusal, interaction.clientID)
            }
        }
    }

    private static func demand(
        _ source: Interaction.Source, _ progress: Interaction.Progress, _ client: Client?, unfinished: SignInStep?,
        _ posts: ActingPost, _ context: DemandContext, in transaction: ReadTransaction
    ) throws -> OpenedDemand {
        switch source {
        case .request(let parameters):
            return try transaction.demand(
                try AuthorizationRequest(parameters, client: client), progress: progress,
                unfinished: unfinished, posts, context)
        case .device(let code, _):
            guard let device = try transaction.devicesWaiting.find(code) else {
                throw AuthorizationRefusal.page(.unknownClient)
            }
            let demand: SignInDemand
            do throws(PageRefusal) { demand = try SignInDemand(device, client: client) } catch {
                throw AuthorizationRefusal.page(error)
            }
            return try transaction.demand(
                demand, code: code, progress: progress, unfinished: unfinished, posts, context)
        case .backchannel(let id, _):
            guard let request = try transaction.backchannelRequests.find(id) else {
                throw AuthorizationRefusal.page(.unknownClient)
            }
            let demand: SignInDemand
            do throws(PageRefusal) { demand = try SignInDemand(request, client: client) } catch {
                throw AuthorizationRefusal.page(error)
            }
            return try transaction.demand(
                demand, of: request, progress: progress, unfinished: unfinished, posts, context)
        case .ours(let page):
            return try transaction.demand(of: page, progress: progress, unfinished: unfinished, posts, context)
        }
    }
}
