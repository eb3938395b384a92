import Identity

/// What a developer reads of a mistake: which parameter it is about and what to set at the platform's side. What to change in
/// the registration is for those who keep it, and is said where they read.
extension ClientMistake {
    /// What is wrong, in a sentence.
    package var problem: Bilingual {
        switch self {
        case .missingRedirectURI:
            Bilingual("Yêu cầu thiếu tham số redirect_uri.", "The request lacks the parameter redirect_uri.")
        case .foreignRedirectURI:
            Bilingual(
                "redirect_uri trong yêu cầu không trùng từng ký tự với địa chỉ nào đã đăng ký.",
                "The request's redirect_uri isn't one of those that are registered, to the letter.")
        case .disabledClient: Bilingual("Nền tảng này đang bị ngừng.", "This platform is disabled.")
        case .unregisteredGrant:
            Bilingual(
                "Nền tảng dùng một cách lấy token (grant_type) chưa được đăng ký.",
                "The platform uses a way to get tokens (grant_type) that it isn't registered for.")
        case .missingResponseType: Bilingual("Yêu cầu thiếu response_type.", "The request lacks response_type.")
        case .otherResponseType:
            Bilingual("response_type không phải là code.", "response_type is something else than code.")
        case .otherResponseMode:
            Bilingual(
                "response_mode không phải là query, form_post hay một kiểu có ký (JARM: jwt, query.jwt…), hoặc không ký dù nền "
                    + "tảng đăng ký chỉ nhận trả lời có ký.",
                "response_mode is none of query, form_post and the signed ones (JARM: jwt, query.jwt…), or isn't signed though the "
                    + "platform is registered for signed answers only.")
        case .missingOpenIDScope:
            Bilingual("Tham số scope không có openid.", "The parameter scope doesn't contain openid.")
        case .foreignScope:
            Bilingual(
                "Nền tảng xin một scope chưa được đăng ký cho mình.",
                "The platform asks for a scope that it isn't registered for.")
        case .missingCodeChallenge:
            Bilingual(
                "Yêu cầu thiếu code_challenge: nền tảng chưa bật PKCE (RFC 7636).",
                "The request lacks code_challenge: the platform hasn't switched on PKCE (RFC 7636).")
        case .otherChallengeMethod:
            Bilingual(
                "code_challenge_method không phải là S256, hoặc bị bỏ trống (nghĩa là plain).",
                "code_challenge_method isn't S256, or was left out (which means plain).")
        case .missingNonce:
            Bilingual(
                "Yêu cầu không có code_challenge (PKCE) và cũng không có nonce.",
                "The request has neither a code_challenge (PKCE) nor a nonce.")
        case .requestObject:
            Bilingual(
                "Yêu cầu có request_uri không phải do PAR cấp, điều ở đây không hỗ trợ.",
                "The request has a request_uri that isn't one of a push (PAR), which isn't supported here.")
        case .badRequestObject:
            Bilingual(
                "Yêu cầu đã ký (tham số request, RFC 9101) không đúng quy định.",
                "The signed request (the parameter request, RFC 9101) isn't as it has to be.")
        case .unsignedRequest:
            Bilingual(
                "Nền tảng phải ký yêu cầu của mình (RFC 9101) nhưng đã gửi yêu cầu không ký.",
                "The platform has to sign its requests (RFC 9101), and sent one that isn't signed.")
        case .unpushedRequest:
            Bilingual(
                "Nền tảng phải gửi trước yêu cầu (PAR, RFC 9126) nhưng đã gửi qua trình duyệt.",
                "The platform has to push its requests (PAR, RFC 9126), and sent one through the browser.")
        case .unknownRequestURI:
            Bilingual(
                "request_uri không có, đã dùng rồi hoặc quá một phút.",
                "The request_uri is unknown, was used before, or is older than a minute.")
        case .promptCreate:
            Bilingual(
                "prompt=create không được hỗ trợ: không ai tự tạo tài khoản tại đây.",
                "prompt=create isn't supported: nobody makes an account here by themselves.")
        case .missingSecret:
            Bilingual(
                "Nền tảng có mã bí mật nhưng yêu cầu lấy token không gửi mã đó.",
                "The platform has a secret, and its token request doesn't send it.")
        case .wrongSecret: Bilingual("Mã bí mật (client_secret) không đúng.", "The client_secret is wrong.")
        case .otherAuthMethod:
            Bilingual(
                "Mã bí mật đúng, nhưng gửi bằng cách khác với cách đã đăng ký (basic hay post).",
                "The secret is right, but comes by another way than the registered one (basic or post).")
        case .badAssertion:
            Bilingual(
                "client_assertion do chính nền tảng ký, nhưng nội dung không đúng quy định.",
                "The platform's own client_assertion isn't as it has to be.")
        case .otherRedirectURI:
            Bilingual(
                "redirect_uri khi đổi mã khác với redirect_uri của yêu cầu đăng nhập.",
                "redirect_uri at the token endpoint differs from that of the authorization request.")
        case .missingVerifier:
            Bilingual(
                "Yêu cầu đăng nhập có PKCE nhưng khi đổi mã thiếu code_verifier.",
                "The authorization request used PKCE, and the token request lacks code_verifier.")
        case .wrongVerifier:
            Bilingual("code_verifier không khớp code_challenge.", "code_verifier doesn't answer code_challenge.")
        case .unaskedVerifier:
            Bilingual(
                "Khi đổi mã có code_verifier nhưng yêu cầu đăng nhập không có code_challenge.",
                "The token request has a code_verifier, and its authorization request had no code_challenge.")
        case .expiredCode:
            Bilingual(
                "Mã được đổi quá 60 giây sau khi cấp.", "The code was redeemed more than 60 seconds after it was given."
            )
        case .codeUsedTwice: Bilingual("Một mã được đổi hai lần.", "A code was redeemed twice.")
        case .refreshTokenUsedTwice:
            Bilingual("Một refresh token cũ được dùng lại.", "An old refresh token was used again.")
        case .foreignReturnAddress:
            Bilingual(
                "post_logout_redirect_uri không trùng từng ký tự với địa chỉ nào đã đăng ký.",
                "post_logout_redirect_uri isn't one of those that are registered, to the letter.")
        }
    }
}
