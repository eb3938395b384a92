import Accounts
import Cryptography
import Database
import Identity
import JOSE
import OpenIDConnect
import Storage
import Wire

/// Whom a hint means, read as far as that goes without the records: signatures are verified before the one writer is asked for.
struct BackchannelAddressee: Sendable {
    private let meaning: Meaning
    /// By what requests to the same are counted, whether it is anybody or nobody.
    let key: String

    private enum Meaning: Sendable {
        /// `nil` for a text that can't be a user name.
        case name(Username?)
        case subject(String)
        case assertion(VerifiedAssertion)
    }

    /// - Parameters:
    ///   - keys: ours, which have signed ID tokens.
    ///   - issuers: those whose statements about people are taken.
    init(
        _ hint: BackchannelHint, by client: Client, keys: SigningKeys, issuers: TrustedIssuers, provider: Issuer,
        at now: Instant
    ) throws(TokenRefusal) {
        switch hint {
        case .loginHint(let text):
            let name = Username(text)
            meaning = .name(name)
            key = Self.key("login_hint", name?.text ?? text)
        case .idToken(let text):
            // CIBA Core §7.1: one that this client has been given; how old it is doesn't matter.
            guard let token = IDTokenHint(text, keys: keys, issuer: provider), token.clientID == client.id else {
                throw .unreadableHint
            }
            meaning = .subject(token.subject)
            key = Self.key("id_token_hint", token.subject)
        case .loginHintToken(let text):
            let assertion: VerifiedAssertion
            do throws(TokenRefusal) { assertion = try issuers.verified(text, for: provider, at: now) } catch {
                throw error == .expiredAssertion ? TokenRefusal.expiredHint : TokenRefusal.unreadableHint
            }
            guard assertion.issuer.clients.contains(client.id) else { throw .unreadableHint }
            meaning = .assertion(assertion)
            key = Self.key("login_hint_token", "\(assertion.issuer.issuer) \(assertion.subject)")
        }
    }

    /// Whose statement it is, which counts once; `nil` for hints that count as often as they are sent.
    var use: ProofUse? { if case .assertion(let assertion) = meaning { assertion.use } else { nil } }

    /// - Returns: `nil` for nobody, and for somebody who can't sign in.
    func person(
        of client: Client, _ clients: CurrentClients, in transaction: some Transaction
    ) throws -> PersonID? {
        switch meaning {
        case .name(nil): return nil
        case .name(let name?):
            guard let person = try transaction.directoryBindings.people(named: [name])[name] else { return nil }
            return try transaction.people.isEnabled(person) ? person : nil
        case .subject(let subject):
            let known = try transaction.subjects.find(subject, of: client.subjectType)
            return known.flatMap { $0.isEnabled ? $0.person : nil }
        case .assertion(let assertion): return try transaction.person(meantBy: assertion, clients)
        }
    }

    /// A hash, as a hint may be anything that somebody has typed.
    private static func key(_ kind: String, _ text: String) -> String {
        Base64URL.encode(SHA2.sha256(Array("\(kind) \(text)".utf8)))
    }
}

extension Transaction {
    /// Whom a trusted issuer means, if their account is enabled.
    func person(meantBy assertion: VerifiedAssertion, _ clients: CurrentClients) throws -> PersonID? {
        switch assertion.issuer.subject {
        case .citizenNumber:
            guard let number = CitizenNumber(assertion.subject), let person = try people.find(.citizen(number)) else {
                return nil
            }
            return try people.isEnabled(person) ? person : nil
        case .subject(let id):
            guard let client = try clients.client(id, in: self), client.isEnabled,
                let known = try subjects.find(assertion.subject, of: client.subjectType)
            else { return nil }
            return known.isEnabled ? known.person : nil
        }
    }
}
