import OpenIDConnect
import SCIM

/// Why a client of SCIM gets no answer.
package enum SCIMRefusal: Error, Sendable {
    /// The token opens nothing here, or not this.
    case bearer(BearerError, ClientID? = nil)
    /// What is asked for can't be given or done; the client has proven to be one.
    case refused(SCIMError, ClientID?)
    /// There are no permissions to say by who uses a platform.
    case unavailable(PermissionsUnavailable, ClientID)
    /// So many lists are being made at once that no other is begun.
    case busy
    case database(any Error)

    /// For the audit log.
    package var code: String {
        switch self {
        case .bearer(let error, _): error.code
        case .refused(let error, _): error.code
        case .unavailable: "no-permissions"
        case .busy: "busy"
        case .database: "database"
        }
    }

    /// Who asked, as far as that is known.
    package var client: ClientID? {
        switch self {
        case .bearer(_, let client): client
        case .refused(_, let client): client
        case .unavailable(_, let client): client
        case .busy, .database: nil
        }
    }

    /// Whether it stands in the log: who may not read or write at all, and what somebody tried to change. What isn't
    /// there, or not in that version any more, is how copies are kept true.
    package var isRecorded: Bool {
        switch self {
        case .bearer: true
        case .refused(let error, _): error.isDenial
        case .unavailable, .busy, .database: false
        }
    }
}
