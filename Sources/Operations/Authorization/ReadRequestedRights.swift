import Database
import Directory
import Identity
import OpenIDConnect
import Permissions
import Storage

/// What a demand's `authorization_details` are in words, for the person who is asked (RFC 9396 §11.3): what doesn't exist is shown
/// by the name that the platform gives it, so that nothing is agreed to unseen.
package struct ReadRequestedRights: Sendable {
    private let database: Database
    private let live: CurrentPermissions

    package init(_ installation: Installation) {
        database = installation.database
        live = installation.permissions
    }

    /// By unit, and then by name.
    package func run(_ demand: SignInDemand, at now: Instant) async throws -> [(function: Bilingual, unit: String)] {
        guard !demand.details.isEmpty, let platform = demand.client.platform else { return [] }
        return try await database.read { [live] transaction in
            let state: PermissionState? =
                if case .success(let state) = try live.state(in: transaction, at: now) { state } else { nil }
            return demand.details.functions.sorted { $0.key < $1.key }.flatMap { unit, names in
                let unitName = UnitID(unit).flatMap { state?.tree[$0]?.name } ?? unit
                return names.sorted().map { name in
                    let function = FunctionID("\(platform.slug).\(name)")
                    let text = function.flatMap { state?.names.text($0) } ?? Bilingual(name, name)
                    return (text, unitName)
                }
            }
        }
    }
}
