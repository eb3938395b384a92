import Cryptography
import Federation
import Identity
import OpenIDConnect
import Wire

/// What the provider has to be told: mapped once from the configuration file and the environment, read by nothing
/// but the composition.
package struct ProviderSettings: Sendable {
    package let issuer: Issuer
    package let listen: ListenSettings
    package let database: DatabaseSettings
    /// Where the sealed signing keys lie.
    package let keysDirectory: String
    package let keys: KeySettings
    package let passwords: PasswordSettings
    /// Our registration with VNeID; `nil` while there is none.
    package let vneid: (any UpstreamSettings)?
    /// The parties besides VNeID at which people may sign in.
    package let upstreams: [PlainUpstream]
    /// What strangers may do how often.
    package let rates: RateSettings
    package let upkeep: UpkeepSettings
    /// How long platforms are told that a session has ended.
    package let logout: LogoutRetry
    /// Whether every client has to push its authorization requests (RFC 9126 §5).
    package let requiresPushedRequests: Bool
    /// Which e-mail addresses platforms are told.
    package let emails: EmailClaims
    /// The grants that are enabled.
    package let grants: Set<GrantType>
    /// Those whose assertions about people are taken (RFC 7523 §2.1).
    package let assertionIssuers: TrustedIssuers
    /// What clients that register themselves may be (RFC 7591); `nil` where they can't.
    package let registration: RegistrationPolicy?
    /// How clients' certificates are looked at (RFC 8705); `nil` where they aren't.
    package let mutualTLS: MutualTLS?
    /// Whether platforms' pages can see in a frame of ours that a session has changed.
    package let managesSessions: Bool
    /// Whether receivers are told of security events (OpenID SSF 1.0).
    package let transmitsEvents: Bool
    /// Whether clients may sign with their secrets (`client_secret_jwt`).
    package let takesSecretJWT: Bool
    /// Where developers read how a platform is connected (RFC 8414 §2, `service_documentation`); `nil` for nowhere.
    package let documentation: URI?
    /// What other nodes on the same records are to be told alike.
    package let shared: SharedSettings

    package init(
        issuer: Issuer, listen: ListenSettings, database: DatabaseSettings, keysDirectory: String,
        keys: KeySettings = KeySettings(), passwords: PasswordSettings, vneid: (any UpstreamSettings)?,
        upstreams: [PlainUpstream] = [], rates: RateSettings = .standard, upkeep: UpkeepSettings = UpkeepSettings(),
        logout: LogoutRetry = LogoutRetry(),
        requiresPushedRequests: Bool = false, emails: EmailClaims = EmailClaims(),
        grants: Set<GrantType> = Set(GrantType.allCases), assertionIssuers: TrustedIssuers = .none,
        registration: RegistrationPolicy? = nil, mutualTLS: MutualTLS? = nil,
        managesSessions: Bool = false, transmitsEvents: Bool = false, takesSecretJWT: Bool = false,
        documentation: URI? = nil, shared: SharedSettings = SharedSettings([])
    ) {
        self.issuer = issuer
        self.listen = listen
        self.database = database
        self.keysDirectory = keysDirectory
        self.keys = keys
        self.passwords = passwords
        self.vneid = vneid
        self.upstreams = upstreams
        self.rates = rates
        self.upkeep = upkeep
        self.logout = logout
        self.requiresPushedRequests = requiresPushedRequests
        self.emails = emails
        self.grants = grants
        self.assertionIssuers = assertionIssuers
        self.registration = registration
        self.mutualTLS = mutualTLS
        self.managesSessions = managesSessions
        self.transmitsEvents = transmitsEvents
        self.takesSecretJWT = takesSecretJWT
        self.documentation = documentation
        self.shared = shared
    }
}

/// What becomes of what nobody uses.
package struct UpkeepSettings: Hashable, Sendable {
    /// After how long without a sign-in a staff account is dormant.
    package let dormancy: Duration
    /// How long what syncs of a directory have changed is kept.
    package let directoryRuns: Duration

    package init(
        dormancy: Duration = .seconds(45 * 86_400), directoryRuns: Duration = .seconds(730 * 86_400)
    ) {
        self.dormancy = dormancy
        self.directoryRuns = directoryRuns
    }
}

/// Where the server listens, and with which certificate.
package struct ListenSettings: Sendable {
    package let host: String
    /// 0 takes any free one.
    package let port: Int
    package let certificate: CertificateFiles?
    /// Where metrics and health are answered; never on the public port. `nil` answers them nowhere.
    package let administrativePort: Int?
    /// Where TLS asks clients for certificates (RFC 8705), and nothing is served to browsers, which would ask people for theirs;
    /// `nil` where it asks nowhere.
    package let certificatePort: Int?
    package let connections: ConnectionSettings

    package init(
        host: String, port: Int, certificate: CertificateFiles?, administrativePort: Int?,
        certificatePort: Int? = nil, connections: ConnectionSettings = ConnectionSettings()
    ) {
        self.host = host
        self.port = port
        self.certificate = certificate
        self.administrativePort = administrativePort
        self.certificatePort = certificatePort
        self.connections = connections
    }
}

/// A certificate chain and its private key, in PEM files. With one, the server speaks TLS and HTTP/2.
package struct CertificateFiles: Sendable {
    package let chain: String
    package let privateKey: String

    package init(chain: String, privateKey: String) {
        self.chain = chain
        self.privateKey = privateKey
    }
}

/// When signing keys change by themselves.
package struct KeySettings: Hashable, Sendable {
    /// How long a key signs; `nil` when new ones are made at the command line only.
    package let rotation: Duration?
    /// How long a key is published before it signs.
    package let publication: Duration

    package init(rotation: Duration? = .hours(24 * 90), publication: Duration = .hours(24)) {
        self.rotation = rotation
        self.publication = publication
    }
}

/// How passwords are hashed.
package struct PasswordSettings: Sendable {
    package let parameters: Argon2Parameters
    /// How many hashes run at once; each takes a core and its memory.
    package let hashesAtOnce: Int
    /// How many more may wait; whoever comes beyond that is asked to try again.
    package let waiting: Int

    package init(
        parameters: Argon2Parameters = .recommended, hashesAtOnce: Int = Self.defaultHashesAtOnce,
        waiting: Int = Self.defaultWaiting
    ) {
        self.parameters = parameters
        self.hashesAtOnce = hashesAtOnce
        self.waiting = waiting
    }

    package static let defaultHashesAtOnce = 2
    package static let defaultWaiting = 128
}
