import Identity
import Wire

/// Why a registration makes no client.
package enum ClientRegistrationError: Error, Hashable, Sendable {
    case badID, badName, noRedirectURI, secretMissing, secretJWTDisabled, publicClientNeedsPKCE, sectorNeeded
    case badHomeURI, badInitiateLoginURI, badAudience
    case badPlatform, platformNeeded, badSector
    case logoutSessionWithoutAddress, logoutWithoutPeople, pushNeedsSecret
    case foreignSector(String)
    case foreignLogoutAddress(String)
    case noGrant, clientCredentialsNeedSecret, nothingToRefresh, offlineAccessNeedsRefreshToken
    case scopeNeedsClientCredentials(Scope)
    case claimNeedsScope(PersonClaim)
    case grantNeedsSecret(GrantType)
    case badActor(String)
    case readsOrWritesBySCIM
    case weakerThanProfile(SecurityProfile, String)
    case keysNeededFor(String)
    case encryptionNeedsAlgorithm(String)
    case noEncryptionKey(String)
    case certificateSubjectNeeded, pingNeedsEndpoint
    case keysNeeded, twoKeySources, unusableKeys, privateKeyRegistered, foreignCertificate, badKeyAddress
    case badAddress(Address, String, RedirectURIError)
    case unknownChoice(Choice, among: [String])
    case wrongType(member: String)
    case unsupported(member: String, only: [String])

    /// The lists of addresses.
    package enum Address: Hashable, Sendable {
        case redirect, postLogout, backchannelLogout, frontchannelLogout, notification
    }

    /// What has to be one of a few.
    package enum Choice: Hashable, Sendable {
        case accessTokenAlgorithm, applicationType, authenticationMethod, authorizationDetailsType, backchannelDelivery,
            contentEncryption, exchangeMode, grantType, idTokenAlgorithm, idTokenClaim, keyManagement, pkce, profile,
            requestAlgorithm, responseAlgorithm, scope, subjectType, userInfoAlgorithm
    }

    /// The input, the rule and the remedy.
    package var text: Bilingual {
        switch self {
        case .badID:
            Bilingual(
                "mã client phải có từ 1 đến 128 ký tự trong A-Z a-z 0-9 - . _ ~",
                "the client id must be 1 to 128 characters of A-Z a-z 0-9 - . _ ~")
        case .badName:
            Bilingual("tên \(PlainLine.rule.vietnamese)", "the name \(PlainLine.rule.english)")
        case .noRedirectURI:
            Bilingual(
                "client dùng authorization_code cần ít nhất một redirect URI",
                "a client with authorization_code needs at least one redirect URI")
        case .secretMissing:
            Bilingual("client bảo mật cần một bí mật", "a confidential client needs a secret")
        case .secretJWTDisabled:
            Bilingual(
                "client_secret_jwt chưa được bật ở đây (clients.secret-jwt)",
                "client_secret_jwt is not enabled here (clients.secret-jwt)")
        case .publicClientNeedsPKCE:
            Bilingual(
                "client công khai không thể thiếu PKCE (RFC 9700 §2.1.1); hãy để pkce là required",
                "a public client can't do without PKCE (RFC 9700 §2.1.1); leave pkce required")
        case .sectorNeeded:
            Bilingual(
                "các redirect URI có nhiều máy chủ: hãy nêu máy chủ của khu vực (OpenID Connect Core §8.1) hoặc chọn "
                    + "public",
                "the redirect URIs have several hosts: name the sector's host (OpenID Connect Core §8.1) or choose "
                    + "public")
        case .badSector:
            Bilingual(
                "khu vực phải là tên một máy chủ viết thường, chẳng hạn bi.hue.gov.vn",
                "a sector is a host's name in lower case, such as bi.hue.gov.vn")
        case .foreignSector(let sector):
            Bilingual(
                "'\(sector)' không phải là máy chủ của redirect URI nào, không phải là tên miền chung của chúng, và không "
                    + "phải là khu vực của client khác cùng nền tảng (OpenID Connect Core §8.1)",
                "'\(sector)' is the host of no redirect URI, no domain that all of them are in, and not the sector of another "
                    + "client of the same platform (OpenID Connect Core §8.1)")
        case .badHomeURI:
            Bilingual(
                "URI trang chủ phải là một địa chỉ http hoặc https", "the home URI must be an http or https address")
        case .badInitiateLoginURI:
            Bilingual(
                "initiate_login_uri phải là một địa chỉ https (OpenID Connect Core §4)",
                "initiate_login_uri must be an https address (OpenID Connect Core §4)")
        case .badAudience:
            Bilingual(
                "audience và tài nguyên phải là URI tuyệt đối không có phần định vị (RFC 8707 §2)",
                "an audience or resource must be an absolute URI without a fragment (RFC 8707 §2)")
        case .badPlatform:
            Bilingual(
                "nền tảng phải là một tên ngắn trong các chính sách, chẳng hạn bi hoặc hue-s",
                "the platform must be a short name of the policies, such as bi or hue-s")
        case .platformNeeded:
            Bilingual(
                "client có scope permissions hoặc scim.read phải cho biết nó là nền tảng nào",
                "a client with the scope permissions or scim.read has to say which platform it is")
        case .logoutSessionWithoutAddress:
            Bilingual(
                "logout_session_required cần đi cùng địa chỉ báo đăng xuất của nó",
                "logout_session_required needs the logout URI of its channel beside it")
        case .foreignLogoutAddress(let address):
            Bilingual(
                "'\(address)' phải có cùng máy chủ và cổng với một redirect URI (OpenID Connect Front-Channel Logout §2)",
                "'\(address)' must have scheme, host and port of a redirect URI (OpenID Connect Front-Channel Logout §2)"
            )
        case .pushNeedsSecret:
            Bilingual(
                "client công khai không gửi trước yêu cầu được (RFC 9126); hãy cấp cho nó một bí mật, hoặc bỏ yêu cầu này",
                "a public client can't push its requests (RFC 9126); give it a secret, or don't require that")
        case .logoutWithoutPeople:
            Bilingual(
                "client không đăng nhập cho ai thì không có phiên nào để báo kết thúc; hãy bỏ địa chỉ báo đăng xuất",
                "a client that signs nobody in has no session that could end; leave out its logout URI")
        case .noGrant: Bilingual("client cần ít nhất một loại grant", "a client needs at least one grant type")
        case .clientCredentialsNeedSecret:
            Bilingual(
                "client_credentials chỉ dành cho client bảo mật (RFC 6749 §4.4); hãy cấp cho nó một bí mật",
                "client_credentials is for confidential clients only (RFC 6749 §4.4); give it a secret")
        case .grantNeedsSecret(let grant):
            Bilingual(
                "\(grant.rawValue) chỉ dành cho client bảo mật; hãy cấp cho nó một bí mật",
                "\(grant.rawValue) is for confidential clients only; give it a secret")
        case .badActor(let text):
            Bilingual(
                "'\(text)' không phải là mã client nên không được hành động thay ai (RFC 8693 §4.4)",
                "'\(text)' is no client id, so it can't be one who may act (RFC 8693 §4.4)")
        case .nothingToRefresh:
            Bilingual(
                "refresh_token cần đi cùng authorization_code, \(GrantType.deviceCode.rawValue) hoặc \(GrantType.ciba.rawValue)",
                "refresh_token needs authorization_code, \(GrantType.deviceCode.rawValue) or \(GrantType.ciba.rawValue) beside it"
            )
        case .offlineAccessNeedsRefreshToken:
            Bilingual(
                "scope offline_access cần loại grant refresh_token",
                "the scope offline_access needs the grant type refresh_token")
        case .scopeNeedsClientCredentials(let scope):
            Bilingual(
                "scope \(scope.rawValue) cần loại grant client_credentials",
                "the scope \(scope.rawValue) needs the grant type client_credentials")
        case .claimNeedsScope(let claim):
            Bilingual(
                "claim \(claim.rawValue) cần scope \(claim.scope.rawValue)",
                "the claim \(claim.rawValue) needs the scope \(claim.scope.rawValue)")
        case .readsOrWritesBySCIM:
            Bilingual(
                "một client chỉ có scim.read (nền tảng) hoặc scim.write (nguồn dữ liệu); hãy đăng ký hai client",
                "a client has scim.read (a platform) or scim.write (a source), not both; register two clients")
        case .weakerThanProfile(let profile, let member):
            Bilingual(
                "\(member) yếu hơn hồ sơ \(profile.rawValue) cho phép (FAPI 2.0: private_key_jwt hoặc chứng thư, PKCE, ES256, PS256 hoặc "
                    + "EdDSA (Ed25519), redirect URI https, không device_code)",
                "\(member) is weaker than the profile \(profile.rawValue) allows (FAPI 2.0: private_key_jwt or a certificate, PKCE, ES256, "
                    + "PS256 or EdDSA (Ed25519), https redirect URIs, no device_code)")
        case .certificateSubjectNeeded:
            Bilingual(
                "tls_client_auth cần đúng một tên của chứng thư: subject_dn, san_dns, san_uri, san_ip hoặc san_email "
                    + "(RFC 8705 §2.1.2)",
                "tls_client_auth needs exactly one name of the certificate: subject_dn, san_dns, san_uri, san_ip or "
                    + "san_email (RFC 8705 §2.1.2)")
        case .pingNeedsEndpoint:
            Bilingual(
                "backchannel_client_notification_endpoint cần đi cùng cách nhận ping, và chỉ với cách đó (CIBA Core §4)",
                "backchannel_client_notification_endpoint stands with the delivery mode ping, and with no other (CIBA Core §4)"
            )
        case .keysNeeded:
            Bilingual(
                "private_key_jwt và self_signed_tls_client_auth cần khóa công khai của client: jwks hoặc jwks_uri "
                    + "(RFC 7591 §2)",
                "private_key_jwt and self_signed_tls_client_auth need the client's public keys: jwks or jwks_uri "
                    + "(RFC 7591 §2)")
        case .keysNeededFor(let member):
            Bilingual(
                "\(member) cần khóa công khai của client: jwks hoặc jwks_uri (RFC 7591 §2)",
                "\(member) needs the client's public keys: jwks or jwks_uri (RFC 7591 §2)")
        case .encryptionNeedsAlgorithm(let member):
            Bilingual(
                "\(member)_enc cần \(member)_alg đi cùng (OpenID Connect Registration §2)",
                "\(member)_enc needs \(member)_alg beside it (OpenID Connect Registration §2)")
        case .noEncryptionKey(let algorithm):
            Bilingual(
                "jwks không có khóa để mã hóa (use: enc) bằng \(algorithm)",
                "jwks has no key to encrypt to (use: enc) by \(algorithm)")
        case .twoKeySources:
            Bilingual(
                "chỉ nêu một trong hai: jwks hoặc jwks_uri (RFC 7591 §2)",
                "give jwks or jwks_uri, not both (RFC 7591 §2)")
        case .unusableKeys:
            Bilingual(
                "jwks phải là một tập JWK (RFC 7517 §5) có ít nhất một khóa công khai dùng được",
                "jwks must be a JWK set (RFC 7517 §5) with at least one public key that can be used")
        case .privateKeyRegistered:
            Bilingual(
                "jwks có phần riêng của một khóa: khóa đó đã lộ, hãy thay nó và chỉ đăng ký phần công khai",
                "jwks has the private part of a key: that key is disclosed; replace it, and register public parts only")
        case .foreignCertificate:
            Bilingual(
                "chứng thư đầu tiên trong x5c của một khóa không phải là của khóa đó (RFC 7517 §4.7)",
                "the first certificate in x5c of a key is not a certificate of that key (RFC 7517 §4.7)")
        case .badKeyAddress:
            Bilingual(
                "jwks_uri phải là một địa chỉ https với tên máy chủ viết thường",
                "jwks_uri must be an https address whose host is written in lower case")
        case .badAddress(let list, let text, let error):
            Bilingual(
                "\(list.text.vietnamese) '\(text)' \(error.text.vietnamese)",
                "\(list.text.english) '\(text)' \(error.text.english)")
        case .unknownChoice(let choice, let names):
            Bilingual(
                "\(choice.text.vietnamese) phải là một trong: \(names.joined(separator: ", "))",
                "\(choice.text.english) must be one of: \(names.joined(separator: ", "))")
        case .wrongType(let member):
            Bilingual(
                "thành viên siêu dữ liệu \(member) sai kiểu (RFC 7591 §2)",
                "the metadata member \(member) has the wrong type (RFC 7591 §2)")
        case .unsupported(let member, let only):
            Bilingual(
                "thành viên siêu dữ liệu \(member) chỉ được chứa: \(only.joined(separator: ", "))",
                "the metadata member \(member) may hold only: \(only.joined(separator: ", "))")
        }
    }
}

extension ClientRegistrationError.Address {
    fileprivate var text: Bilingual {
        switch self {
        case .redirect: Bilingual("redirect URI", "redirect URI")
        case .postLogout: Bilingual("redirect URI sau đăng xuất", "post-logout redirect URI")
        case .backchannelLogout: Bilingual("địa chỉ nhận báo đăng xuất", "back-channel logout URI")
        case .frontchannelLogout: Bilingual("trang đăng xuất trong trình duyệt", "front-channel logout URI")
        case .notification: Bilingual("địa chỉ nhận báo có kết quả (CIBA)", "client notification endpoint (CIBA)")
        }
    }
}

extension ClientRegistrationError.Choice {
    fileprivate var text: Bilingual {
        switch self {
        case .accessTokenAlgorithm: Bilingual("thuật toán của access token", "access token algorithm")
        case .applicationType: Bilingual("loại ứng dụng", "application type")
        case .authenticationMethod: Bilingual("phương thức xác thực", "authentication method")
        case .backchannelDelivery: Bilingual("cách nhận kết quả CIBA", "CIBA delivery mode")
        case .contentEncryption: Bilingual("thuật toán mã hóa nội dung (enc)", "content encryption (enc)")
        case .exchangeMode: Bilingual("cách đổi token", "mode of token exchange")
        case .grantType: Bilingual("loại grant", "grant type")
        case .idTokenAlgorithm: Bilingual("thuật toán của ID token", "ID token algorithm")
        case .authorizationDetailsType: Bilingual("loại authorization_details", "authorization_details type")
        case .idTokenClaim: Bilingual("claim trong ID token", "claim in the ID token")
        case .keyManagement: Bilingual("thuật toán mã hóa khóa (alg)", "key management algorithm (alg)")
        case .pkce: Bilingual("pkce", "pkce")
        case .profile: Bilingual("profile", "profile")
        case .requestAlgorithm: Bilingual("thuật toán ký yêu cầu", "request object algorithm")
        case .responseAlgorithm: Bilingual("thuật toán ký trả lời", "authorization response algorithm")
        case .scope: Bilingual("scope", "scope")
        case .subjectType: Bilingual("loại chủ thể", "subject type")
        case .userInfoAlgorithm: Bilingual("thuật toán của UserInfo", "UserInfo algorithm")
        }
    }
}
