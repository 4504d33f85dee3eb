"""What boto3 raises, as sentences a person can act on; secrets are in none of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from meraki.errors import ConfigurationError, MerakiError, SourceError

_CREDENTIAL_CODES = {
    "403",
    "AccessDenied",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "RequestTimeTooSkewed",
}
_REGION_CODES = {"301", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException"}
_NO_CREDENTIALS = (
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    CredentialRetrievalError,
    SSOError,
    TokenRetrievalError,
)


TO_LIST_AND_READ = "as permissões s3:ListBucket e s3:GetObject"
TO_READ = "a permissão s3:GetObject"
TO_WRITE = "a permissão s3:PutObject"


@contextmanager
def explained(where: str, permissions: str) -> Iterator[None]:
    """Name the address ``where`` in the ConfigurationError or SourceError that a failure of boto3 becomes.

    ``permissions`` is what to check, in Portuguese, where access is refused.
    """
    try:
        yield
    except MerakiError:
        raise
    except _NO_CREDENTIALS as error:
        raise ConfigurationError(
            "Credenciais da AWS ausentes ou vencidas.",
            where=where,
            action="rode aws sso login ou defina AWS_PROFILE e tente de novo.",
        ) from error
    except ClientError as error:
        raise _refused(error, where, permissions) from error
    except (BotoCoreError, Boto3Error) as error:
        cause = error.__cause__ or error.__context__
        if isinstance(cause, ClientError):
            raise _refused(cause, where, permissions) from error
        raise SourceError(
            f"A rede ou o servidor S3 falhou depois de várias tentativas ({type(error).__name__}).",
            where=where,
            action="confira a conexão e AWS_ENDPOINT_URL e rode de novo; o que já baixou fica no cache.",
        ) from error


def _refused(error: ClientError, where: str, permissions: str) -> MerakiError:
    code = str(error.response.get("Error", {}).get("Code", "?"))
    if code in _CREDENTIAL_CODES:
        return ConfigurationError(
            f"O S3 recusou o acesso ({code}).",
            where=where,
            action=f"confira o perfil da AWS e {permissions}.",
        )
    if code in _REGION_CODES:
        return ConfigurationError(
            f"O bucket está em outra região da AWS ({code}).",
            where=where,
            action="defina AWS_REGION ou a região do perfil com a região do bucket.",
        )
    if code in ("NoSuchBucket", "404", "NoSuchKey"):
        return SourceError(f"O bucket ou objeto não existe ({code}).", where=where, action="confira o endereço.")
    return SourceError(f"O S3 respondeu com erro ({code}).", where=where, action="tente de novo em alguns minutos.")
