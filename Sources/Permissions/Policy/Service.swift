import Identity
import Wire

/// The name of a service in a policy: the `client_id` under which it asks for tokens (RFC 6749 §2.2).
package struct ServiceID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` unless the text has the form of a `client_id` (`hasFormOfClientID`).
    package init?(_ text: String) {
        guard text.hasFormOfClientID else { return nil }
        self.text = text
    }

    package var description: String { text }
}

/// A program that acts for itself and for no person: the city's integration platform, a nightly job. It holds no post
/// and stands at no unit, so it has its roles by the policy alone and never by a grant.
package struct Service: Hashable, Sendable {
    package let id: ServiceID
    package let name: Bilingual
    package let roles: [RoleID]

    package init(id: ServiceID, name: Bilingual, roles: [RoleID]) {
        self.id = id
        self.name = name
        self.roles = roles
    }
}
