import Accounts
import Cryptography
import Federation
import Identity
import Keys
import Logging
import OpenIDConnect
import Operations
import Pages
import Settings
import Wire

/// The composition: every part that a request can need, made once. Endpoints take from it what they use, when they are
/// made; nothing else holds it.
package struct Provider: Sendable {
    let issuer: Issuer
    /// Where clients ask by themselves: there, and where they show certificates, if that is another place (RFC 8705 §5).
    let clientOrigins: [Issuer]
    package let installation: Installation
    let keys: KeyRing
    let keySchedule: KeySchedule
    /// What is done for the keys while we serve; `nil` for keys that the records don't have.
    let keepKeys: KeepKeys?
    let parties: TokenParties
    let accessTokens: AccessTokens
    let subjects: PairwiseSubjects
    let passwords: PasswordHasher
    /// Seals the seeds of authenticator apps.
    let sealer: SecretSealer
    let vneid: (any Upstream)?
    /// The same by its app on the person's own phone.
    let vneidApp: (any Upstream)?
    /// The parties besides VNeID at which people may sign in.
    let upstreams: [(settings: PlainUpstream, upstream: any Upstream)]
    /// The highest level that a sign-in here can be asked for.
    let highestLevel: AuthenticationLevel
    /// Where developers read of us; `nil` for nowhere.
    let documentation: URI?
    /// Verifies clients' assertions.
    let proveClient: ProveClient
    /// Opens clients' request objects.
    let requestObjects: OpenRequestObject
    /// Encrypts what clients want encrypted.
    let encryptToClient: EncryptToClient
    /// For clients' DPoP proofs.
    let nonces: DPoPNonces
    /// Tells platforms that sessions have ended.
    let logoutTokens: DeliverLogoutTokens
    /// Keeps what clients are pinged with.
    let pingSeal: PingSeal
    /// Tells clients that a person has decided.
    let pings: SendPings
    /// Which other nodes serve.
    let attendance: AttendNodes
    /// What strangers may do how often, on whichever port.
    let rates: StrangerRates
    let upkeep: UpkeepSettings
    /// Whether every client has to push its authorization requests.
    let requiresPushedRequests: Bool
    /// What is remembered of how platforms are set up.
    let mistakes: NoteClientMistakes
    /// Which e-mail addresses platforms are told.
    let emails: EmailClaims
    /// The grants that are enabled.
    let grants: Set<GrantType>
    /// Those whose assertions about people are taken.
    let assertionIssuers: TrustedIssuers
    /// What clients that register themselves may be; `nil` where they can't.
    let registration: RegistrationPolicy?
    /// Where clients' certificates are looked at; `nil` for nowhere.
    let mutualTLS: MutualTLS?
    /// Whether platforms' pages can see that a session has changed.
    let managesSessions: Bool
    /// Whether receivers are told of security events.
    let transmitsEvents: Bool
    /// Whether clients may sign with their secrets.
    let takesSecretJWT: Bool
    let eventSigning: SecurityEventSigning
    /// Pushes security events to receivers.
    let eventPushes: PushSecurityEvents
    /// Pictures of clients that register themselves.
    let logos: ReadClientLogo?
    /// The way out to addresses that others name.
    let strangers: any Fetcher
    let pages: PageRenderer
    let logger: Logger
    let metrics: PrometheusMetrics

    /// - Parameters:
    ///   - secrets: the signing keys and the pairwise secret, opened.
    ///   - vault: opens the keys of the records; they change as the settings say. `nil` for keys that never change.
    ///   - envelopeKeys: those that VNeID seals to.
    ///   - fetcher: the way out to VNeID and to platforms.
    ///   - strangers: the way out to addresses that others name.
    ///   - metrics: where the process collects its numbers; shown on the administrative port.
    package init(
        _ settings: ProviderSettings, installation: Installation, secrets: ProviderSecrets,
        vault: KeyVault? = nil, envelopeKeys: EnvelopeKeyRing = EnvelopeKeyRing(), fetcher: any Fetcher,
        strangers: any Fetcher = PublicAddressFetcher(), logger: Logger, metrics: PrometheusMetrics
    ) throws {
        issuer = settings.issuer
        clientOrigins = [settings.issuer] + (settings.mutualTLS?.address.map { [$0] } ?? [])
        self.installation = installation
        keys = secrets.keys
        let schedule = KeySchedule(
            rotation: settings.keys.rotation, publication: settings.keys.publication, retention: KeepKeys.retention)
        keySchedule = schedule
        keepKeys = vault.map { KeepKeys(installation, $0, secrets.keys, schedule, envelopes: envelopeKeys) }
        subjects = secrets.subjects
        parties = TokenParties(
            issuer: settings.issuer, subjects: secrets.subjects, succession: secrets.succession, emails: settings.emails
        )
        emails = settings.emails
        mistakes = NoteClientMistakes(installation)
        nonces = DPoPNonces(secret: secrets.subjects.key(for: "dpop-nonces"))
        accessTokens = AccessTokens(
            issuer: settings.issuer, origins: clientOrigins, keys: secrets.keys, subjects: secrets.subjects,
            nonces: nonces, useProof: UseProof(installation))
        sealer = secrets.sealer
        passwords = try PasswordHasher(
            settings.passwords.parameters, atOnce: settings.passwords.hashesAtOnce, waiting: settings.passwords.waiting,
            random: installation.random, decoyKey: secrets.subjects.key(for: "decoys"))
        vneid = settings.vneid?.upstream(fetcher) { envelopeKeys.current.map(\.key) }
        vneidApp = settings.vneid?.app(fetcher)
        upstreams = settings.upstreams.map { ($0, PlainProfile($0, fetcher: fetcher)) }
        highestLevel = ([settings.vneid?.highestLevel].compactMap(\.self) + settings.upstreams.map(\.highestLevel))
            .reduce(Factors.highestOwnLevel, max)
        documentation = settings.documentation
        proveClient = ProveClient(
            installation, issuer: settings.issuer, fetcher: strangers, authorities: settings.mutualTLS?.authorities,
            sealer: settings.takesSecretJWT ? secrets.sealer : nil)
        mutualTLS = settings.mutualTLS
        requestObjects = OpenRequestObject(
            installation, issuer: settings.issuer, keys: secrets.keys, keySets: proveClient.keySets)
        encryptToClient = EncryptToClient(installation, keySets: proveClient.keySets)
        logoutTokens = DeliverLogoutTokens(
            installation, issuer: settings.issuer, keys: secrets.keys, subjects: secrets.subjects,
            retry: settings.logout, fetcher: fetcher, strangers: strangers, encrypt: encryptToClient)
        pingSeal = try PingSeal(secret: secrets.subjects.key(for: "backchannel-pings"))
        pings = SendPings(installation, seal: pingSeal, fetcher: fetcher, strangers: strangers)
        self.strangers = strangers
        managesSessions = settings.managesSessions
        transmitsEvents = settings.transmitsEvents
        takesSecretJWT = settings.takesSecretJWT
        eventSigning = SecurityEventSigning(
            issuer: settings.issuer, keys: secrets.keys, subjects: secrets.subjects)
        eventPushes = PushSecurityEvents(
            installation, signing: eventSigning, retry: settings.logout, fetcher: fetcher, strangers: strangers)
        registration = settings.registration
        logos = settings.registration.map { _ in ReadClientLogo(installation, fetcher: strangers) }
        attendance = AttendNodes(
            installation, settings: settings.shared.digest(key: secrets.subjects.key(for: "settings")))
        rates = StrangerRates(settings.rates, installation, among: attendance)
        upkeep = settings.upkeep
        requiresPushedRequests = settings.requiresPushedRequests
        grants = settings.grants
        assertionIssuers = settings.assertionIssuers
        pages = try PageRenderer()
        self.logger = logger
        self.metrics = metrics
    }

    var clock: any WallClock { installation.clock }
    var random: any RandomSource { installation.random }
}
