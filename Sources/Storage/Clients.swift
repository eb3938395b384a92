import Database
import Identity
import JOSE
import OpenIDConnect

/// The register of clients. A removed one leaves its row behind, so that its id is never given to another
/// (security.md P59); it is found by nobody.
package struct Clients<Context: Transaction> {
    let transaction: Context
}

extension Transaction {
    package var clients: Clients<Self> { Clients(transaction: self) }
}

extension Clients {
    /// How often the register has been written to: as long as it says the same, every client is what it was.
    package func revision() throws -> ClientRevision {
        let row = try transaction.row("SELECT number FROM client_revision")
        guard let row else { throw DatabaseError.corruptRecord("the revision of the clients") }
        return ClientRevision(number: try row.integer(0))
    }

    package func find(_ id: ClientID) throws -> Client? {
        let row = try transaction.row("\(selectClient) WHERE id = $1 AND removed_at IS NULL", .text(id.text))
        return try row.map { row in try client(row) }
    }

    /// All that are registered, by id.
    package func all() throws -> [Client] {
        var clients: [Client] = []
        for row in try transaction.rows("\(selectClient) WHERE removed_at IS NULL ORDER BY id") {
            clients.append(try client(row))
        }
        return clients
    }

    /// Whether people's consents to a removed client are still there: what it was given isn't forgotten yet. All else of that
    /// goes with its age too.
    package func isOneRemovedWithConsents() throws -> Bool {
        try transaction.row(
            """
            SELECT 1 FROM clients WHERE removed_at IS NOT NULL
                AND EXISTS (SELECT 1 FROM consents k WHERE k.client_id = clients.id) LIMIT 1
            """) != nil
    }

    /// Whether there is something for `forgetFormerSecrets` to do.
    package func haveFormerSecretsEnded(at now: Instant) throws -> Bool {
        try transaction.row("SELECT 1 FROM clients WHERE former_secret_end <= $1", .moment(now)) != nil
    }

    private var selectClient: String {
        """
        SELECT id, name, auth_method, secret_hash, application_type, redirect_uris, post_logout_redirect_uris,
            home_uri, pkce, id_token_alg, sector, scopes, audiences, requires_consent, is_enabled, platform, grants,
            resources, former_secret_hash, former_secret_end, backchannel_logout_uri, backchannel_logout_session,
            requires_pushed_requests, frontchannel_logout_uri, frontchannel_logout_session,
            jwks, jwks_uri, profile, dpop_bound, access_token_alg, id_token_claims, has_synthetic_email,
            exchange_mode, may_act, userinfo_alg, messages, certificate_name, certificate_bound,
            authorization_details_types, backchannel, sealed_secret, former_sealed_secret,
            initiate_login_uri
        FROM clients
        """
    }

    private func client(_ row: Row) throws -> Client {
        let type = try row.required(ApplicationType(rawValue: try row.text(4)), "an application type")
        let credential = try credential(row)
        let algorithm = try row.required(SignatureAlgorithm(rawValue: try row.text(9)), "an algorithm")
        return Client(
            id: try row.clientID(0), name: try row.text(1), credential: credential,
            applicationType: type, grants: try grants(row, 16), redirectURIs: try redirectURIs(row, 5, type),
            postLogoutRedirectURIs: try redirectURIs(row, 6, type), homeURI: try row.optionalText(7),
            pkce: try row.required(PKCERequirement(rawValue: try row.text(8)), "a PKCE requirement"),
            idTokenAlgorithm: algorithm,
            subjectType: try row.optionalText(10).map(SubjectType.pairwise) ?? .public, scopes: try row.scopes(11),
            audiences: try row.list(12), resources: try row.list(17),
            requiresConsent: try row.flag(13),
            platform: try row.optional(15, "a platform") { PlatformID($0) }, isEnabled: try row.flag(14),
            backchannelLogout: try logoutAddress(row, 20), frontchannelLogout: try logoutAddress(row, 23),
            requiresPushedRequests: try row.flag(22), protection: try protection(row, 27, certificate: 37),
            tokens: try tokenForm(row, 29, details: 38),
            exchange: try row.exchangeRules(32),
            userInfoAlgorithm: try row.optional(34, "an algorithm") { SignatureAlgorithm(rawValue: $0) },
            messages: try messages(row, 35, of: credential, keys: keys(row, 25), signing: algorithm),
            backchannel: try row.backchannelRules(39, keys: keys(row, 25)),
            initiateLogin: try row.optional(42, "where a sign-in begins") { InitiateLoginURI($0) })
    }

    private func tokenForm(_ row: Row, _ column: Int, details: Int) throws -> Client.TokenForm {
        var form = Client.TokenForm()
        form.accessTokenAlgorithm = try row.required(SignatureAlgorithm(rawValue: try row.text(column)), "an algorithm")
        form.idTokenClaims = try row.claims(column + 1)
        form.hasSyntheticEmail = try row.flag(column + 2)
        form.authorizationDetailsTypes = Set(
            try row.text(details).split(separator: " ").compactMap { .init(rawValue: String($0)) })
        return form
    }

    private func logoutAddress(_ row: Row, _ column: Int) throws -> LogoutAddress? {
        let requiresSession = try row.flag(column + 1)
        return try row.optional(column, "a logout address") { text in
            try? LogoutAddress(text, requiresSession: requiresSession)
        }
    }

    private func credential(_ row: Row) throws -> ClientCredential {
        let text = try row.text(2)
        if text == MutualTLS.selfSignedMethod, let keys = try keys(row, 25) { return .selfSigned(keys) }
        if text == ClientKeys.methodName, let keys = try keys(row, 25) { return .keys(keys) }
        if let subject = try certificateSubject(row, 36) { return .certificate(subject) }
        guard let hash = try row.optionalText(3) else { return .none }
        if text == ClientCredential.secretJWTMethod {
            let sealed = try row.text(40)
            return .signingSecret(SecretHash(stored: hash), SealedClientSecret(sealed), former: try formerSecret(row))
        }
        let isPinned = text != ClientCredential.anySecretMethod
        let method = isPinned ? try row.required(SecretMethod(rawValue: text), "an authentication method") : nil
        return .secret(SecretHash(stored: hash), method: method, former: try formerSecret(row))
    }

    private func formerSecret(_ row: Row) throws -> FormerSecret? {
        guard let hash = try row.optionalText(18) else { return nil }
        let sealed = try row.optionalText(41).map(SealedClientSecret.init)
        return FormerSecret(SecretHash(stored: hash), sealed: sealed, until: try row.moment(19))
    }

    private func grants(_ row: Row, _ column: Int) throws -> Set<GrantType> {
        Set(
            try row.text(column).split(separator: " ").map { name in
                try row.required(GrantType(rawValue: String(name)), "a grant type")
            })
    }

    private func redirectURIs(
        _ row: Row, _ column: Int, _ type: ApplicationType
    ) throws -> [RedirectURI] {
        var uris: [RedirectURI] = []
        for text in try row.list(column) {
            uris.append(try row.required(try? RedirectURI(text, for: type), "a redirect URI"))
        }
        return uris
    }
}

extension Clients where Context == WriteTransaction {
    /// Begins the register's next revision. Every verb that writes does it first, so that whoever sees a change sees
    /// another number too, and transactions of several nodes that write clients come one after the other.
    func beginRevision() throws {
        guard try transaction.execute("UPDATE client_revision SET number = number + 1") == 1 else {
            throw DatabaseError.corruptRecord("the revision of the clients")
        }
    }

    /// Registers a client under an id that was never used.
    /// - Returns: `false` when the id is taken, or was.
    package func add(_ client: Client, at now: Instant) throws -> Bool {
        try beginRevision()
        let isTaken = try transaction.row("SELECT 1 FROM clients WHERE id = $1", .text(client.id.text)) != nil
        guard !isTaken else { return false }
        try transaction.execute(
            """
            INSERT INTO clients (id, name, auth_method, secret_hash, application_type, redirect_uris,
                post_logout_redirect_uris, home_uri, pkce, id_token_alg, sector, scopes, audiences,
                requires_consent, is_enabled, created_at)
            VALUES ($1, '', '', NULL, '', '', '', NULL, '', '', NULL, '', '', 0, 0, $2)
            """, .text(client.id.text), .moment(now))
        return try replace(client)
    }

    /// Replaces all that is registered of a client but its id.
    /// - Returns: `false` when there is none of this id.
    package func replace(_ client: Client) throws -> Bool {
        try beginRevision()
        let former = client.credential.former
        let keys = client.keys
        var sector: String?
        if case .pairwise(let name) = client.subjectType { sector = name }
        return try transaction.execute(
            """
            UPDATE clients SET name = $1, auth_method = $2, secret_hash = $3, application_type = $4,
                redirect_uris = $5, post_logout_redirect_uris = $6, home_uri = $7, pkce = $8, id_token_alg = $9,
                sector = $10, scopes = $11, audiences = $12, requires_consent = $13, is_enabled = $14, platform = $15,
                grants = $16, resources = $17, former_secret_hash = $18, former_secret_end = $19,
                backchannel_logout_uri = $20, backchannel_logout_session = $21,
                requires_pushed_requests = $22, frontchannel_logout_uri = $23, frontchannel_logout_session = $24,
                jwks = $25, jwks_uri = $26, profile = $27, dpop_bound = $28,
                access_token_alg = $29, id_token_claims = $30, has_synthetic_email = $31,
                exchange_mode = $32, may_act = $33, userinfo_alg = $34, messages = $35,
                certificate_name = $36, certificate_bound = $37, authorization_details_types = $38, backchannel = $39,
                sealed_secret = $40, former_sealed_secret = $41, initiate_login_uri = $42
            WHERE id = $43 AND removed_at IS NULL
            """,
            .text(client.name), .text(client.credential.methodName), .text(client.credential.secretHash?.text),
            .text(client.applicationType.rawValue), .list(client.redirectURIs.map(\.description)),
            .list(client.postLogoutRedirectURIs.map(\.description)), .text(client.homeURI),
            .text(client.pkce.rawValue), .text(client.idTokenAlgorithm.rawValue), .text(sector),
            .scopes(client.scopes), .list(client.audiences), .flag(client.requiresConsent), .flag(client.isEnabled),
            .text(client.platform?.slug),
            .text(GrantType.allCases.filter(client.grants.contains).map(\.rawValue).joined(separator: " ")),
            .list(client.resources), .text(former?.hash.text), .moment(former?.end),
            .text(client.backchannelLogout?.uri.text), .flag(client.backchannelLogout?.requiresSession ?? false),
            .flag(client.requiresPushedRequests),
            .text(client.frontchannelLogout?.uri.text), .flag(client.frontchannelLogout?.requiresSession ?? false),
            .text(keys?.set), .text(keys?.address), .text(client.protection.profile?.rawValue),
            .flag(client.protection.bindsTokens),
            .text(client.tokens.accessTokenAlgorithm.rawValue), .claims(client.tokens.idTokenClaims),
            .flag(client.tokens.hasSyntheticEmail),
            .text(client.exchange.mode.rawValue), .clientIDs(client.exchange.mayAct),
            .text(client.userInfoAlgorithm?.rawValue), .text(client.messages.column),
            .text(client.credential.certificateName), .flag(client.protection.bindsToCertificate),
            .text(client.tokens.authorizationDetailsTypes.map(\.rawValue).sorted().joined(separator: " ")),
            .text(client.backchannel.column), .text(client.credential.sealedSecret?.text), .text(former?.sealed?.text),
            .text(client.initiateLogin?.uri.text), .text(client.id.text)) == 1
    }

    /// Enables or disables a client, whatever else is registered of it.
    /// - Returns: `false` when there is none of this id.
    package func setEnabled(_ isEnabled: Bool, _ id: ClientID) throws -> Bool {
        try beginRevision()
        return try transaction.execute(
            "UPDATE clients SET is_enabled = $1 WHERE id = $2 AND removed_at IS NULL", .flag(isEnabled),
            .text(id.text)) == 1
    }

    /// Replaces a confidential client's secret, and nothing else.
    /// - Parameters:
    ///   - sealed: the same secret, of a client that signs with it, and of no other.
    ///   - end: until when the one that it has now counts beside the new one; `nil` ends it. One that counted beside that ends
    ///     in any case.
    /// - Returns: `false` when there is no such client with a secret.
    package func setSecret(
        _ hash: SecretHash, sealed: SealedClientSecret? = nil, of id: ClientID, keepingFormerUntil end: Instant? = nil
    ) throws -> Bool {
        try beginRevision()
        let (former, formerSealed) = end == nil ? ("NULL", "NULL") : ("secret_hash", "sealed_secret")
        return try transaction.execute(
            """
            UPDATE clients SET former_secret_hash = \(former), former_sealed_secret = \(formerSealed),
                former_secret_end = $1, secret_hash = $2, sealed_secret = $3
            WHERE id = $4 AND removed_at IS NULL AND secret_hash IS NOT NULL
                AND sealed_secret IS \(sealed == nil ? "NULL" : "NOT NULL")
            """, .moment(end), .text(hash.text), .text(sealed?.text), .text(id.text)) == 1
    }

    /// Ends the former secret of a client.
    /// - Returns: `false` when there is none that counts.
    package func endFormerSecret(of id: ClientID, at now: Instant) throws -> Bool {
        try beginRevision()
        return try transaction.execute(
            """
            UPDATE clients SET \(Self.noFormerSecret)
            WHERE id = $1 AND removed_at IS NULL AND former_secret_end > $2
            """, .text(id.text), .moment(now)) == 1
    }

    /// Forgets former secrets that have ended. They count no longer in any case.
    package func forgetFormerSecrets(at now: Instant) throws {
        guard try haveFormerSecretsEnded(at: now) else { return }
        try beginRevision()
        try transaction.execute(
            "UPDATE clients SET \(Self.noFormerSecret) WHERE former_secret_end <= $1", .moment(now))
    }

    private static var noFormerSecret: String {
        "former_secret_hash = NULL, former_sealed_secret = NULL, former_secret_end = NULL"
    }

    /// Removes a client, and what is kept of it alone. What it was given, `forget` forgets.
    /// - Returns: `false` when there is none of this id.
    package func remove(_ id: ClientID, at now: Instant) throws -> Bool {
        try beginRevision()
        let removed = try transaction.execute(
            """
            UPDATE clients SET removed_at = $1, secret_hash = NULL, sealed_secret = NULL, \(Self.noFormerSecret)
            WHERE id = $2 AND removed_at IS NULL
            """, .moment(now), .text(id.text))
        for table in ["client_mistakes", "client_registrations", "event_streams", "event_stream_types"] {
            try transaction.execute("DELETE FROM \(table) WHERE client_id = $1", .text(id.text))
        }
        return removed == 1
    }
}
