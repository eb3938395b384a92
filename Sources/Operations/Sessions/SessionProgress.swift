import Database
import Identity
import OpenIDConnect
import Storage

/// What the platforms that know of a session have heard of its end: "9 of 11 platforms signed out, 2 retrying".
package struct SessionProgress: Hashable, Sendable {
    package let platforms: [Platform]

    package struct Platform: Hashable, Sendable {
        package let client: ClientID
        package let name: String
        /// When it was first told of the session.
        package let since: Instant
        package let state: State
    }

    package enum State: Hashable, Sendable {
        /// The session lasts.
        case signedIn
        case signedOut(at: Instant)
        case retrying(attempts: Int, next: Instant, failure: String?)
        case givenUp(at: Instant)
        /// It has no address at which it could be told; its tokens have ended all the same.
        case cannotBeTold
    }

    package var signedOut: Int {
        platforms.count { platform in if case .signedOut = platform.state { true } else { false } }
    }

    package var retrying: Int {
        platforms.count { platform in if case .retrying = platform.state { true } else { false } }
    }

    /// Those that hear of it no more.
    package var unreached: Int {
        platforms.count { platform in
            switch platform.state {
            case .givenUp, .cannotBeTold: true
            case .signedIn, .signedOut, .retrying: false
            }
        }
    }
}

extension Transaction {
    /// - Parameter hasEnded: whether the session has.
    func progress(
        of session: SessionID, hasEnded: Bool, _ clients: CurrentClients
    ) throws -> SessionProgress {
        SessionProgress(
            platforms: try sessions.clients(of: session).map { known in
                let state: SessionProgress.State =
                    switch known.state {
                    case .untold: hasEnded ? .cannotBeTold : .signedIn
                    case .waiting(let attempts, let next, let failure):
                        .retrying(attempts: attempts, next: next, failure: failure)
                    case .settled(.delivered, let moment): .signedOut(at: moment)
                    case .settled(.givenUp, let moment): .givenUp(at: moment)
                    case .settled(.withdrawn, _): .cannotBeTold
                    }
                let name = try clients.client(known.client, in: self)?.name ?? known.client.text
                return SessionProgress.Platform(client: known.client, name: name, since: known.since, state: state)
            })
    }
}
