import Foundation

/// Which PostgreSQL: `postgres://user@host/database`. It stands in messages, in `config show` and in the audit log, so that
/// it never holds a password.
package struct DatabaseAddress: Hashable, Sendable {
    package let text: String

    package enum Fault: Error {
        case notAnAddress, holdsPassword
    }

    /// - Throws: `Fault.holdsPassword` for whatever libpq would read as one (PostgreSQL's manual, 34.1.1.2): between the
    ///   first `:` and `@` of what stands before the first `/`, or as a parameter, whose name may be percent-encoded.
    package init(_ text: String) throws(Fault) {
        guard let decoded = text.removingPercentEncoding, !decoded.contains("password=") else { throw .holdsPassword }
        guard let scheme = ["postgres://", "postgresql://"].first(where: text.hasPrefix) else { throw .notAnAddress }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" }
        let user = authority.firstIndex(of: "@").map { authority[..<$0] } ?? ""
        guard !user.contains(":") else { throw .holdsPassword }
        self.text = text
    }
}
