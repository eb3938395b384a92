import Identity

extension ClientMistake {
    /// What to set, and where.
    package var remedy: Bilingual {
        switch self {
        case .missingRedirectURI:
            Bilingual(
                "Đặt địa chỉ nhận kết quả (redirect URI, callback URL) trong cấu hình của nền tảng.",
                "Set the redirect URI (callback URL) in the platform's configuration.")
        case .foreignRedirectURI:
            Bilingual(
                "So hai địa chỉ từng ký tự: http hay https, tên máy chủ, cổng, dấu / ở cuối. Sau proxy, nền tảng phải biết "
                    + "địa chỉ ngoài của mình (X-Forwarded-Proto, X-Forwarded-Host). Nếu địa chỉ trong yêu cầu mới là "
                    + "đúng, đề nghị đăng ký thêm.",
                "Compare the two to the letter: http or https, host, port, a slash at the end. Behind a proxy the platform has "
                    + "to know its outer address (X-Forwarded-Proto, X-Forwarded-Host). If the request's address is the "
                    + "right one, have it registered.")
        case .disabledClient:
            Bilingual("Liên hệ đơn vị vận hành Hue SSO để mở lại.", "Ask those who run Hue SSO to enable it.")
        case .unregisteredGrant:
            Bilingual(
                "Dùng authorization_code, hoặc đề nghị đăng ký thêm grant_type đó (refresh_token cho phiên dài).",
                "Use authorization_code, or have the grant_type registered (refresh_token for long sessions).")
        case .missingResponseType, .otherResponseType:
            Bilingual(
                "Đặt response_type=code (Authorization Code Flow); bỏ implicit và hybrid (RFC 9700 §2.1.2).",
                "Set response_type=code (the authorization code flow); leave implicit and hybrid (RFC 9700 §2.1.2).")
        case .otherResponseMode:
            Bilingual(
                "Bỏ response_mode, hoặc đặt query hay form_post.", "Leave response_mode out, or set query or form_post."
            )
        case .missingOpenIDScope: Bilingual("Đặt scope: openid profile.", "Set the scope: openid profile.")
        case .foreignScope:
            Bilingual(
                "Bỏ scope đó khỏi cấu hình của nền tảng, hoặc đề nghị đăng ký thêm.",
                "Take the scope out of the platform's configuration, or have it registered.")
        case .missingCodeChallenge, .otherChallengeMethod:
            Bilingual(
                "Bật PKCE với phương thức S256 trong phần mềm (tên thường gặp: pkce, use_pkce, code_challenge_method=S256). "
                    + "Phần mềm không có PKCE mà có mã bí mật: đề nghị đăng ký cho dùng nonce thay thế.",
                "Switch on PKCE with S256 in the software (often called pkce, use_pkce, code_challenge_method=S256). Software "
                    + "without PKCE that has a secret: ask for a registration by which a nonce stands in its place.")
        case .missingNonce:
            Bilingual(
                "Bật PKCE (S256), hoặc nonce, trong phần mềm (RFC 9700 §2.1.1).",
                "Switch on PKCE (S256), or the nonce, in the software (RFC 9700 §2.1.1).")
        case .requestObject:
            Bilingual(
                "Gửi yêu cầu đã ký bằng tham số request, hoặc gửi trước (PAR), thay cho request_uri.",
                "Send signed requests by the parameter request, or push them (PAR), instead of request_uri.")
        case .badRequestObject:
            Bilingual(
                "Xem lý do trên trang lỗi: ký bằng khóa trong jwks đã đăng ký; client_id và iss là mã nền tảng, aud là issuer, "
                    + "exp còn hạn; kiểm tra đồng hồ.",
                "See the reason on the page: sign by a key of the registered jwks; client_id and iss are the client's id, aud is "
                    + "the issuer, exp is to come; look at the clock.")
        case .unsignedRequest:
            Bilingual(
                "Bật request object có chữ ký trong phần mềm (thường gọi là JAR hay signed request object).",
                "Switch on signed request objects in the software (often called JAR).")
        case .unpushedRequest:
            Bilingual(
                "Bật PAR trong phần mềm (pushed_authorization_request_endpoint trong siêu dữ liệu).",
                "Switch on PAR in the software (pushed_authorization_request_endpoint in the metadata).")
        case .unknownRequestURI:
            Bilingual(
                "Gửi trước một yêu cầu mới cho mỗi lần đăng nhập và chuyển trình duyệt ngay.",
                "Push a new request for each sign-in, and send the browser at once.")
        case .promptCreate:
            Bilingual("Bỏ prompt=create khỏi yêu cầu.", "Leave prompt=create out of the request.")
        case .missingSecret, .wrongSecret:
            Bilingual(
                "Chép lại mã bí mật vào cấu hình của nền tảng, không có dấu cách hay xuống dòng. Mất mã thì đề nghị cấp mã mới.",
                "Copy the secret into the platform's configuration again, without spaces or line breaks. If it is lost, ask for "
                    + "a new one.")
        case .otherAuthMethod:
            Bilingual(
                "Đặt token_endpoint_auth_method của phần mềm đúng như đã đăng ký (client_secret_basic hay client_secret_post).",
                "Set the software's token_endpoint_auth_method as it is registered (client_secret_basic or "
                    + "client_secret_post).")
        case .badAssertion:
            Bilingual(
                "Xem error_description: aud là issuer, iss và sub là client_id, exp gần, jti mới cho mỗi yêu cầu; kiểm tra đồng hồ.",
                "See error_description: aud is the issuer, iss and sub the client_id, exp is near, jti is new with each "
                    + "request; look at the clock.")
        case .otherRedirectURI:
            Bilingual(
                "Phần mềm phải gửi cùng một redirect_uri hai lần; sau proxy, kiểm tra địa chỉ ngoài của nền tảng.",
                "The software has to send the same redirect_uri both times; behind a proxy, look at the platform's outer "
                    + "address.")
        case .missingVerifier, .wrongVerifier, .unaskedVerifier:
            Bilingual(
                "Phiên của phần mềm mất giữa hai bước: giữ phiên (cookie SameSite=Lax, kho phiên chung cho các máy) rồi thử lại.",
                "The software's session was lost between the two steps: keep it (a cookie with SameSite=Lax, one session store "
                    + "for all servers) and try again.")
        case .expiredCode:
            Bilingual(
                "Đổi mã ngay khi nhận; kiểm tra đồng hồ và đường mạng từ máy chủ nền tảng đến đây.",
                "Redeem the code at once; look at the clock, and at the platform's way here over the network.")
        case .codeUsedTwice:
            Bilingual(
                "Không tải lại trang callback; xử lý mỗi mã đúng một lần (proxy hay trình duyệt gửi lại yêu cầu?).",
                "Don't load the callback page again; handle each code once (does a proxy or browser repeat the request?)."
            )
        case .refreshTokenUsedTwice:
            Bilingual(
                "Lưu refresh token mới sau mỗi lần làm mới, chung cho mọi tiến trình.",
                "Keep the new refresh token after each refresh, shared by all processes.")
        case .foreignReturnAddress:
            Bilingual(
                "Đề nghị đăng ký địa chỉ đó (post-logout redirect URI), đúng từng ký tự.",
                "Have that address registered (post-logout redirect URI), to the letter.")
        }
    }
}
