import Directory

/// What one server is found to be, when somebody looks.
package struct ServerReport: Sendable {
    package let server: SourceServer
    /// Why nothing more could be asked; `nil` when we are connected, bound, and have looked around.
    package var failure: LDAPError?
    /// Where `failure` is `.untrusted`: why.
    package var certificate: CertificateFault?
    /// What it says of itself: `OpenLDAP`, or nothing.
    package var vendor = ""
    /// Controls by their object identifiers (RFC 4512 §5.1).
    package var controls: Set<String> = []
    /// What reading the base met: `nil` when it can be read.
    package var base: LDAPError?
    /// The first hundred entries of each kind, in the order in which the kinds were asked for; empty where the base can't be
    /// read.
    package var samples: [SourcePage] = []
    /// Whether it says until where its changes are known; only where that was asked.
    package var hasChangeMark = false

    init(_ server: SourceServer) { self.server = server }

    package var hasPagedResults: Bool { controls.contains(ObjectIdentifier.pagedResults) }
    package var hasContentSync: Bool { controls.contains(ObjectIdentifier.sync) }
    package var hasPasswordPolicy: Bool { controls.contains(ObjectIdentifier.passwordPolicy) }
}
