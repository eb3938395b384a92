import JOSE

/// Writes down that signing keys had to be made, because there were none: an event for each.
package struct RecordKeyGeneration: Sendable {
    private let installation: Installation

    package init(_ installation: Installation) { self.installation = installation }

    package func run(_ keys: [KeyID], _ act: Act) async throws {
        for key in keys {
            _ = try await installation.settle(act, .keyGeneration, object: key.value) { _ in true }
        }
    }
}
