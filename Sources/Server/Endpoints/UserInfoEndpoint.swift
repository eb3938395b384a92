import Hummingbird
import OpenIDConnect
import Operations
import Wire

/// The UserInfo endpoint (OpenID Connect Core §5.3): the claims that an access token opens, for as long as it counts.
struct UserInfoEndpoint: Sendable {
    private let userInfo: ReadUserInfo
    private let issuer: Issuer
    private let tokens: AccessTokens
    private let encrypt: EncryptToClient

    init(_ provider: Provider) {
        userInfo = ReadUserInfo(
            provider.installation, issuer: provider.issuer, subjects: provider.subjects, emails: provider.emails)
        issuer = provider.issuer
        tokens = provider.accessTokens
        encrypt = provider.encryptToClient
    }

    func get(_ visit: Visit) async throws -> Response { try await answer(visit, form: nil) }

    func post(_ visit: Visit) async throws -> Response {
        guard visit.request.isForm else { return try await answer(visit, form: nil) }
        let form: FormParameters
        do { form = try await visit.request.form() } catch {
            let answer: RefusedRequest.Answer =
                error == .tooLarge
                ? .page(Response(status: .contentTooLarge))
                : .bearer(.invalidRequest("the body is not well-formed"))
            throw RefusedRequest(.init(action: .userInfo, code: error.code), answer)
        }
        return try await answer(visit, form: form)
    }

    private func answer(_ visit: Visit, form: FormParameters?) async throws -> Response {
        do {
            let token = try await tokens.presented(
                by: visit.request, form: form, certificate: visit.certificate, for: issuer.userInfoEndpoint,
                at: visit.now)
            guard let answer = try await userInfo.userInfo(of: token, visit.anonymous) else {
                throw BearerError.invalidToken
            }
            let signed = try tokens.signed(answer)
            if let encryption = answer.encryption {
                return .token(try await sealed(answer, signed, encryption, visit), type: UserInfo.mediaType)
            }
            guard let signed else { return .json(answer.claims) }
            return .token(signed, type: UserInfo.mediaType)
        } catch let error as BearerError {
            throw RefusedRequest(.init(action: .userInfo, code: error.code, client: error.client), .bearer(error))
        }
    }

    /// OpenID Connect Core §5.3.2: the signed token where there is one, and else the claims themselves.
    private func sealed(
        _ answer: UserInfo, _ signed: String?, _ encryption: MessageEncryption, _ visit: Visit
    ) async throws -> String {
        let text = signed ?? String(decoding: JSONWriter.write(answer.claims), as: UTF8.self)
        return try await encrypt.encrypt(
            text, to: answer.client, encryption, contentType: signed == nil ? nil : "JWT", at: visit.now)
    }
}
