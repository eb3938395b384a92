import Identity
import JOSE

/// Where a signing key is in its life: next → active → retired, and then removed.
///
/// It goes one way only: what was retired never signs again, and what was removed is not there any more.
package enum KeyState: Hashable, Sendable {
    /// Published, so that relying parties know it before it signs. Since when; `nil` until a server has published it.
    case next(publishedAt: Instant?)
    /// The one key of its algorithm that signs.
    case active(since: Instant)
    /// Published, as long as something that it has signed may be shown to somebody.
    case retired(at: Instant)

    /// How the states are called in their document and at the command line.
    package enum Name: String, Hashable, Sendable {
        case next, active, retired
    }

    package var name: Name {
        switch self {
        case .next: .next
        case .active: .active
        case .retired: .retired
        }
    }

    /// Since when it is in this state; `nil` for a key that no server has published yet.
    package var since: Instant? {
        switch self {
        case .next(let publishedAt): publishedAt
        case .active(let since): since
        case .retired(let moment): moment
        }
    }

    init?(_ name: Name, since: Instant?) {
        switch (name, since) {
        case (.next, _): self = .next(publishedAt: since)
        case (.active, let since?): self = .active(since: since)
        case (.retired, let since?): self = .retired(at: since)
        case (.active, nil), (.retired, nil): return nil
        }
    }
}

/// A signing key as the states know it: everything but the key.
package struct KeyRecord: Hashable, Sendable {
    package let id: KeyID
    package let algorithm: SignatureAlgorithm
    package let createdAt: Instant
    package internal(set) var state: KeyState

    package init(id: KeyID, algorithm: SignatureAlgorithm, createdAt: Instant, state: KeyState) {
        self.id = id
        self.algorithm = algorithm
        self.createdAt = createdAt
        self.state = state
    }
}
